package io.sparkdeepfm.cli;

import io.sparkdeepfm.data.Escaped;
import io.sparkdeepfm.data.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.appender.ConsoleAppender.Target;
import org.apache.logging.log4j.core.appender.OutputStreamAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.layout.AbstractStringLayout;
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
  private static final int RANDOM_BYTES = 16;

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /** How {@link #PATTERN} begins a line. */
  private static final Pattern LINE_START =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d [A-Z]{4,5} ");

  private final Path path;
  private final FileChannel channel;
  private final boolean isTemporary;
  private final LoggerContext context = LoggerContext.getContext(false);
  private final LoggerConfig root = context.getConfiguration().getRootLogger();
  private final Map<String, Appender> replaced = Map.copyOf(root.getAppenders());
  private final Level replacedLevel = root.getLevel();

  private LogFile(Path path, FileChannel channel, boolean isTemporary, boolean verbose) {
    this.path = path;
    this.channel = channel;
    this.isTemporary = isTemporary;
    replaced.keySet().forEach(root::removeAppender);
    Level level = verbose ? Level.INFO : Level.WARN;
    PlainLayout layout = new PlainLayout();
    add(
        OutputStreamAppender.newBuilder()
            .setTarget(Channels.newOutputStream(channel))
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
   * The file is opened once, for what it is checked for and what is written to it.
   *
   * @param path the file, or null for a new one in the temporary directory, whose name nobody can
   *     foretell and which others cannot read; it goes with the command if nothing was written
   * @throws IllegalArgumentException if the file cannot be written
   */
  static LogFile open(Path path, String command, boolean verbose) {
    Path file = path == null ? temporary(command) : path.toAbsolutePath();
    try {
      FileChannel channel = path == null ? create(file) : openGiven(file);
      return new LogFile(file, channel, path == null, verbose);
    } catch (IOException e) {
      throw Refusal.because(
          e, "Log file '%s' cannot be written; name another with --log-file.", file);
    }
  }

  private static Path temporary(String command) {
    byte[] random = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(random);
    return Path.of(
        System.getProperty("java.io.tmpdir"),
        String.format("spark-deepfm-%s-%s.log", command, HexFormat.of().formatHex(random)));
  }

  private static FileChannel create(Path file) throws IOException {
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? FileChannel.open(file, options, OWNER_ONLY)
        : FileChannel.open(file, options);
  }

  /** Something that is there already must begin as a log does, be empty, or be no file. */
  private static FileChannel openGiven(Path file) throws IOException {
    if (file.getParent() != null) {
      Files.createDirectories(file.getParent());
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      return FileChannel.open(file, StandardOpenOption.WRITE);
    }
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    ByteBuffer start = ByteBuffer.allocate(LINE_START_LENGTH);
    channel.read(start, 0);
    String text = new String(start.array(), 0, start.position(), StandardCharsets.ISO_8859_1);
    if (!text.isEmpty() && !LINE_START.matcher(text).lookingAt()) {
      channel.close();
      throw Refusal.of(
          "--log-file '%s' is there already and is no log of ours, so it is not written over;"
              + " name another file.",
          file);
    }
    return channel.truncate(0);
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
    try {
      boolean isNeedless = isTemporary && channel.size() == 0;
      channel.close();
      if (isNeedless) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      LogManager.getLogger(LogFile.class).warn("{} cannot be closed.", path, e);
    }
  }

  /**
   * Events as {@link #PATTERN} says, in which nothing that a message holds can pass for another
   * event or steer a terminal: later lines of an event begin with a tab, and control characters are
   * written as codes.
   */
  private static final class PlainLayout extends AbstractStringLayout {
    private final PatternLayout pattern = PatternLayout.newBuilder().withPattern(PATTERN).build();

    PlainLayout() {
      super(StandardCharsets.UTF_8);
    }

    @Override
    public String toSerializable(LogEvent event) {
      String text = pattern.toSerializable(event).stripTrailing();
      return text.lines()
          .map(Escaped::of)
          .map(line -> line.startsWith("\t") ? line.substring(1) : line)
          .collect(Collectors.joining("\n\t", "", "\n"));
    }
  }
}
