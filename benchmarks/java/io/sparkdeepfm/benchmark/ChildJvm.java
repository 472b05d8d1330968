package io.sparkdeepfm.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A main class in a JVM of its own, which prints its results as lines {@code RESULT NAME VALUE}.
 */
final class ChildJvm {
  private static final String MARK = "RESULT ";

  private ChildJvm() {}

  /** Prints a result. */
  static void report(String name, Object value) {
    System.out.println(MARK + name + " " + value);
  }

  /**
   * How it ended.
   *
   * @param exit of the process; −1 if it was still running when its time was over
   * @param results in the order in which they were printed
   */
  record Ending(int exit, List<Result> results) {
    /** The last value of a name; "" if there is none. */
    String last(String name) {
      return results.stream()
          .filter(result -> result.name().equals(name))
          .reduce((first, second) -> second)
          .map(Result::value)
          .orElse("");
    }
  }

  /** One line. */
  record Result(String name, String value) {}

  /** Runs a class of this class path, with this JVM's options, to its end. */
  static Ending run(Class<?> main, String heap, int seconds, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> !option.startsWith("-Xmx"))
        .forEach(command::add);
    command.add("-Xmx" + heap);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    Files.createDirectories(Settings.scratch());
    Path output = Files.createTempFile(Settings.scratch(), main.getSimpleName(), ".log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    return new Ending(ended ? process.exitValue() : -1, results(output));
  }

  private static List<Result> results(Path output) throws IOException {
    return Files.readAllLines(output).stream()
        .filter(line -> line.startsWith(MARK))
        .map(line -> line.substring(MARK.length()).split(" ", 2))
        .map(pair -> new Result(pair[0], pair[1]))
        .toList();
  }
}
