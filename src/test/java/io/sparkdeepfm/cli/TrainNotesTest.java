package io.sparkdeepfm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What train says of its own accord: leaks, unknown values, divergence, torn values. */
@Tag("spark")
class TrainNotesTest {
  private static final int ROWS = 400;

  @TempDir Path folder;

  private Recorded train(String fields, IntFunction<String> row, String... more)
      throws IOException {
    Files.writeString(folder.resolve("fields.json"), "{\"fields\":[" + fields + "]}");
    String rows =
        IntStream.range(0, ROWS).mapToObj(row).collect(Collectors.joining("\n", "y,c,x\n", "\n"));
    Path input = Files.writeString(folder.resolve("in.csv"), rows);
    List<String> args =
        new ArrayList<>(
            List.of("--input", input.toString(), "--format", "csv", "--label", "y", "--overwrite"));
    args.addAll(List.of("--fields", folder.resolve("fields.json").toString()));
    args.addAll(List.of("--model", folder.resolve("model").toString()));
    args.addAll(List.of("--set", "hiddenUnits=4", "--set", "batchSize=32"));
    args.addAll(List.of(more));
    return Recorded.run(new Train(), args);
  }

  private static String categorical(String options) {
    return "{\"column\":\"c\",\"type\":\"categorical\"" + options + "}";
  }

  private static final String X = ",{\"column\":\"x\",\"type\":\"numeric\"}";

  private void assertNoted(Recorded run, String note) throws IOException {
    assertEquals(0, run.code(), run::err);
    assertTrue(run.out().contains("Note: " + note), run::out);
    String page = Files.readString(folder.resolve("model/report.html"));
    assertTrue(page.contains(note.replace("'", "&#39;")) || page.contains(note), note);
  }

  @Test
  void aFieldThatTellsTheLabelIsNoted() throws IOException {
    Recorded run =
        train(
            categorical("") + X,
            i -> i % 2 + ",yes" + i % 2 + "," + i,
            "--set",
            "numEpochs=12",
            "--set",
            "learningRate=0.05");
    assertNoted(run, "A validation AUC of 1.0000 is hardly possible");
  }

  @Test
  void aFieldOfMostlyUnknownValuesIsNoted() throws IOException {
    Recorded run =
        train(
            categorical(",\"minFrequency\":3") + X,
            i -> i % 2 + ",id" + (i % 5 == 0 ? 0 : i) + "," + i,
            "--set",
            "numEpochs=1");
    assertNoted(run, "Field 'c");
    assertTrue(run.out().contains("% of the values in the training rows are unknown"), run::out);
  }

  @Test
  void aTrainingThatDivergesIsAFailure() throws IOException {
    Recorded run =
        train(
            categorical("") + ",{\"column\":\"x\",\"type\":\"numeric\",\"transform\":\"none\"}",
            i -> (i * 7 / 3) % 2 + ",a" + i % 3 + "," + i * 1000,
            "--set",
            "optimizer=sgd",
            "--set",
            "learningRate=0.5",
            "--set",
            "numEpochs=3");
    assertEquals(1, run.code(), run::out);
    assertTrue(run.err().contains("the training diverged; use a smaller learningRate"), run::err);
  }

  private long vocabulary(String options, String value) throws IOException {
    String field = "{\"column\":\"c\",\"type\":\"multivalued\"" + options + "}";
    Recorded run = train(field + X, i -> i % 2 + ",\"" + value + "\"," + i, "--set", "numEpochs=1");
    assertEquals(0, run.code(), run::err);
    return run.result().get("parameters").asLong();
  }

  /** Ten values and the unknown one, of so many parameters each, or one and the unknown one. */
  @Test
  void valuesAreTakenApartOnlyWhereAFieldDeclaresIt() throws IOException {
    long whole = vocabulary("", "12:30,12:45");
    assertEquals(whole, vocabulary(",\"weightDelimiter\":\"\"", "12:30,12:45"));
    assertEquals(whole, vocabulary("", "https://a.b/c,iab:9"));
    assertEquals(whole, vocabulary(",\"weightDelimiter\":\":\"", "a:30,b:45"));
    long one = vocabulary(",\"weightDelimiter\":\":\"", "12:30,12:45");
    assertTrue(one < whole, one + " < " + whole);
  }
}
