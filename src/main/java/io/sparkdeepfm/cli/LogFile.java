package io.sparkdeepfm.cli;

import io.sparkdeepfm.data.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.appender.ConsoleAppender.Target;
import org.apache.logging.log4j.core.appender.FileAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Sends the logs of Spark and of everything below it to a file, so that the terminal shows only
 * what the command says: warnings and errors, with {@code --verbose} all from INFO on and on the
 * terminal too. On close the loggers are as they were.
 */
final class LogFile implements AutoCloseable {
  private static final String PATTERN = "%d{yyyy-MM-dd HH:mm:ss} %-5p %c{1}: %m%n%xEx";

  private static final int LINE_START_LENGTH = 26;

  /** How {@link #PATTERN} begins a line. */
  private static final Pattern LINE_START =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d [A-Z]{4,5} ");

  private final Path path;
  private final LoggerContext context = LoggerContext.getContext(false);
  private final LoggerConfig root = context.getConfiguration().getRootLogger();
  private final Map<String, Appender> replaced = Map.copyOf(root.getAppenders());
  private final Level replacedLevel = root.getLevel();

  private LogFile(Path path, boolean verbose) {
    this.path = path;
    replaced.keySet().forEach(root::removeAppender);
    Level level = verbose ? Level.INFO : Level.WARN;
    PatternLayout layout = PatternLayout.newBuilder().withPattern(PATTERN).build();
    add(
        FileAppender.newBuilder()
            .withFileName(path.toString())
            .setName("spark-deepfm file")
            .setLayout(layout)
            .build());
    if (verbose) {
      add(
          ConsoleAppender.newBuilder()
              .setTarget(Target.SYSTEM_ERR)
              .setName("spark-deepfm terminal")
              .setLayout(layout)
              .build());
    }
    root.setLevel(level);
    context.updateLoggers();
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  /**
   * @param path the file, or null for a new one in the temporary directory
   * @throws IllegalArgumentException if the file cannot be written
   */
  static LogFile open(Path path, String command, boolean verbose) {
    Path file = path == null ? temporary(command) : path.toAbsolutePath();
    try {
      if (file.getParent() != null) {
        Files.createDirectories(file.getParent());
      }
      requireLog(file);
      Files.writeString(file, "");
    } catch (IOException e) {
      throw Refusal.because(
          e, "Log file '%s' cannot be written; name another with --log-file.", file);
    }
    return new LogFile(file, verbose);
  }

  /** Something that is there already must begin as a log does, or be empty. */
  private static void requireLog(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return;
    }
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(LINE_START_LENGTH);
    }
    String text = new String(start, StandardCharsets.ISO_8859_1);
    if (!text.isEmpty() && !LINE_START.matcher(text).lookingAt()) {
      throw Refusal.of(
          "--log-file '%s' is there already and is no log of ours, so it is not written over;"
              + " name another file.",
          file);
    }
  }

  private static Path temporary(String command) {
    String time =
        LocalDateTime.now(ZoneId.systemDefault())
            .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
    return Path.of(
        System.getProperty("java.io.tmpdir"),
        "spark-deepfm-" + System.getProperty("user.name"),
        String.format("%s-%s-%d.log", command, time, ProcessHandle.current().pid()));
  }

  Path path() {
    return path;
  }

  /** Writes the full trace that the terminal does not show. */
  void failure(Throwable thrown) {
    LogManager.getLogger(LogFile.class).error("The command failed.", thrown);
  }

  private void add(Appender appender) {
    appender.start();
    root.addAppender(appender, null, null);
  }

  @Override
  public void close() {
    for (Appender appender : Map.copyOf(root.getAppenders()).values()) {
      root.removeAppender(appender.getName());
      appender.stop();
    }
    replaced.values().forEach(appender -> root.addAppender(appender, null, null));
    root.setLevel(replacedLevel);
    context.updateLoggers();
    SLF4JBridgeHandler.uninstall();
  }
}
