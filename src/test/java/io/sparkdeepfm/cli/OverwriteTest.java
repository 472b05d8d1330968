package io.sparkdeepfm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.cli.OutputKind.Marker;
import io.sparkdeepfm.testing.SharedSpark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** train and score with --overwrite over what a user has: exit code 2, and every file is there. */
@Tag("spark")
class OverwriteTest {
  @TempDir Path folder;

  @BeforeEach
  void writeUsersFiles() throws IOException {
    Files.createDirectories(folder.resolve("data"));
    String rows =
        IntStream.range(0, 80)
            .mapToObj(i -> i % 2 + ",a" + i % 3)
            .collect(Collectors.joining("\n", "y,c\n", "\n"));
    Files.writeString(folder.resolve("data/a.csv"), rows);
    Files.writeString(folder.resolve("data/notes.txt"), "mine");
    Files.writeString(
        folder.resolve("fields.json"),
        "{\"fields\":[{\"column\":\"c\",\"type\":\"categorical\"}]}");
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("data"));
  }

  private List<String> args(String... options) {
    List<String> args =
        new ArrayList<>(List.of("--format", "csv", "--input", at("data/a.csv"), "--overwrite"));
    args.addAll(List.of(options));
    return args;
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private Recorded train(String model, String... more) {
    List<String> args = args("--label", "y", "--fields", at("fields.json"), "--model", at(model));
    args.addAll(List.of("--set", "hiddenUnits=2", "--set", "numEpochs=1"));
    args.addAll(List.of(more));
    return Recorded.run(new Train(), args);
  }

  private Recorded score(String model, String output) {
    return Recorded.run(new Score(), args("--model", at(model), "--output", at(output)));
  }

  /** All files with their content, without the checksums that Hadoop puts beside its own. */
  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(
            folder.relativize(file).toString(),
            new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    return files;
  }

  private static void assertWorked(Recorded run) {
    assertEquals(0, run.code(), run::err);
  }

  private void assertRefused(Map<String, String> before, Recorded run, String part)
      throws IOException {
    assertEquals(2, run.code(), run::err);
    assertEquals(1, run.err().lines().count(), run::err);
    assertTrue(run.err().contains(part), run::err);
    assertEquals(before, files());
  }

  @ParameterizedTest
  @CsvSource({
    "data, contains --input",
    "., contains --input",
    "data/a.csv, is the same place as --input",
    "link, contains --input",
    "fields.json, is the same place as --fields",
  })
  void aModelNeverTakesThePlaceOfAnInput(String model, String part) throws IOException {
    assertRefused(files(), train(model), part);
  }

  @Test
  void noInputOfATrainingIsTakenForItsModel() throws IOException {
    Files.createDirectories(folder.resolve("other"));
    Files.copy(folder.resolve("data/a.csv"), folder.resolve("other/v.csv"));
    Map<String, String> before = files();
    String csv = at("other/v.csv");
    assertRefused(before, train("other", "--input-validation", csv), "--input-validation");
    assertRefused(before, train("other", "--input-test", csv), "--input-test");
    assertRefused(before, train("other", "--initial-model", at("other")), "--initial-model");
  }

  @Test
  void aModelIsReplacedAndAUsersDirectoryIsNot() throws IOException {
    assertWorked(train("model"));
    assertWorked(train("model", "--set", "seed=1"));
    Files.delete(folder.resolve("model").resolve(Marker.NAME));
    assertWorked(train("model", "--set", "seed=2"));
    Files.createDirectories(folder.resolve("theirs"));
    Files.writeString(folder.resolve("theirs/a.txt"), "mine");
    Files.writeString(folder.resolve("model/notes.txt"), "mine");
    Map<String, String> before = files();
    assertRefused(before, train("theirs"), "theirs/a.txt', which train did not write");
    assertRefused(before, train("model"), "model/notes.txt', which train did not write");
    Files.delete(folder.resolve("model").resolve(Marker.NAME));
    assertRefused(files(), train("model"), "model/notes.txt', which train did not write");
  }

  @Test
  void scoresNeverTakeThePlaceOfInputOrModel() throws IOException {
    assertWorked(train("model"));
    assertWorked(train("models/other"));
    Map<String, String> before = files();
    assertRefused(before, score("model", "data/a.csv"), "is the same place as --input");
    assertRefused(before, score("model", "data"), "contains --input");
    assertRefused(before, score("model", "link"), "contains --input");
    assertRefused(before, score("model", "."), "contains --input");
    assertRefused(before, score("model", "model"), "is the same place as --model");
    assertRefused(before, score("model", "model/scored"), "lies within --model");
    assertRefused(before, score("models/other", "models"), "contains --model");
    assertRefused(before, score("model", "models/other"), "was written by train rather than");
    assertWorked(score("model", "scored"));
    assertWorked(score("model", "scored"));
    long rows = SharedSpark.get().read().parquet(at("scored")).count();
    assertEquals(80, rows);
  }

  @Test
  void aLogIsNotWrittenOverAUsersFile() throws IOException {
    Map<String, String> before = files();
    assertRefused(
        before,
        train("model", "--log-file", at("data/notes.txt")),
        "--log-file '" + at("data/notes.txt") + "' is there already and is no log of ours");
    Files.writeString(folder.resolve("old.log"), "2026-01-31 23:59:59 WARN  Old: message\n");
    assertWorked(train("model", "--log-file", at("old.log")));
  }
}
