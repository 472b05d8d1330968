package io.sparkdeepfm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** An input, its fields.json and a run of train on them, in a folder of a test. */
final class TrainCase {
  private static final String FIELDS =
      "{\"fields\":[{\"column\":\"c\",\"type\":\"categorical\"},"
          + "{\"column\":\"x\",\"type\":\"numeric\"}]}";

  private final Path folder;
  private Path input;

  /** With an input that can be trained on. */
  TrainCase(Path folder) throws IOException {
    this.folder = folder;
    writeInput("y,c,x\n" + lines(i -> i % 2 + ",a" + i % 3 + "," + i));
    Files.writeString(folder.resolve("fields.json"), FIELDS);
  }

  /** Replaces the input. */
  void writeInput(String text) throws IOException {
    input = Files.writeString(folder.resolve("in.csv"), text);
  }

  static String lines(IntFunction<String> line) {
    return IntStream.range(0, 80).mapToObj(line).collect(Collectors.joining("\n", "", "\n"));
  }

  Path input() {
    return input;
  }

  List<String> args(String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--input",
                input.toString(),
                "--format",
                "csv",
                "--fields",
                folder.resolve("fields.json").toString(),
                "--label",
                "y",
                "--model",
                folder.resolve("model").toString(),
                "--log-file",
                folder.resolve("train.log").toString(),
                "--set",
                "hiddenUnits=4",
                "--set",
                "numEpochs=1"));
    args.addAll(List.of(more));
    return args;
  }

  /** Runs train, which refuses; the sentence that it says. */
  String mistake(String... more) throws IOException {
    Recorded run = Recorded.run(new Train(), args(more));
    assertEquals(2, run.code(), run::err);
    assertEquals("", run.out());
    assertEquals(1, run.err().lines().count(), run::err);
    try (Stream<Path> entries = Files.list(folder)) {
      assertEquals(
          List.of(),
          entries.filter(path -> path.getFileName().toString().contains("model")).toList());
    }
    return run.err().strip();
  }
}
