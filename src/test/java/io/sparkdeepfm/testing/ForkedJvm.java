package io.sparkdeepfm.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A second JVM with this one's class path: for what needs a SparkContext of its own, or must not
 * work only because two parts share a JVM.
 */
public final class ForkedJvm {
  /** A JVM that lives for seconds gains nothing from optimising compilers and collectors. */
  public static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  private static final String MARK = "RESULT ";

  private final Path folder;

  /**
   * @param folder for the output and for what Spark leaves behind
   */
  public ForkedJvm(Path folder) {
    this.folder = folder;
  }

  /** Prints a result that {@link #run} returns. */
  public static void report(String name, Object value) {
    System.out.println(MARK + name + " " + value);
  }

  /**
   * Runs a main class to its end and returns what it reported.
   *
   * @throws AssertionError if it fails or takes longer than {@code seconds}
   */
  public Map<String, String> run(Class<?> main, int seconds, String... arguments)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, main.getSimpleName(), ".log");
    Process process = builder(main, arguments).redirectOutput(output.toFile()).start();
    try {
      boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
      String log = Files.readString(output);
      assertTrue(ended, () -> "still running after " + seconds + " s:\n" + log);
      assertEquals(0, process.exitValue(), log);
      return results(log);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /**
   * Runs a main class until it has reported a result, and then kills its process, as a machine that
   * fails does.
   *
   * @throws AssertionError if it ends before that, or takes longer than {@code seconds}
   */
  public void killAt(Class<?> main, int seconds, String result, String... arguments)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, main.getSimpleName(), ".log");
    Process process = builder(main, arguments).redirectOutput(output.toFile()).start();
    try {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
      while (!results(Files.readString(output)).containsKey(result)) {
        assertTrue(System.nanoTime() < end && process.isAlive(), Files.readString(output));
        Thread.sleep(50);
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
  }

  private ProcessBuilder builder(Class<?> main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.addAll(List.of(SHORT_LIVED.split(" ")));
    command.addAll(List.of(System.getProperty("spark.jvm.options").strip().split("\\s+")));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(folder.toFile());
    // What a standalone worker looks for before it starts an executor; the class path is given.
    Files.createDirectories(folder.resolve("jars"));
    builder.environment().put("SPARK_HOME", folder.toString());
    builder.environment().put("SPARK_SCALA_VERSION", System.getProperty("scala.binary.version"));
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("SPARK_LOCAL_HOSTNAME", "localhost");
    return builder;
  }

  private static Map<String, String> results(String log) {
    Map<String, String> results = new TreeMap<>();
    log.lines()
        .filter(line -> line.startsWith(MARK))
        .map(line -> line.substring(MARK.length()).split(" ", 2))
        .forEach(pair -> results.put(pair[0], pair[1]));
    return results;
  }
}
