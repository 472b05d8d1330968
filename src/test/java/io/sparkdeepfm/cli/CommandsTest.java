package io.sparkdeepfm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkdeepfm.cli.samples.Sample;
import io.sparkdeepfm.cli.samples.Samples;
import io.sparkdeepfm.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Train, score and evaluate, one after the other, on a slice of each sample. */
@Tag("spark")
class CommandsTest {
  private static final int ROWS = 2_500;

  @TempDir Path folder;

  static List<Sample> samples() {
    return Samples.all();
  }

  private List<String> args(Sample sample, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--input", folder.resolve("rows.parquet").toString(),
                "--format", "parquet",
                "--model", folder.resolve("model").toString(),
                "--label", sample.label(),
                "--log-file", folder.resolve("command.log").toString()));
    args.addAll(List.of(more));
    return args;
  }

  private void write(Sample sample) throws IOException {
    SharedSpark.get()
        .createDataFrame(sample.rows(3).subList(0, ROWS), sample.schema())
        .write()
        .parquet(folder.resolve("rows.parquet").toString());
    String fields =
        String.join(",", sample.fields())
            .replaceAll("\"minFrequency\": \\d+", "\"minFrequency\": 10");
    Files.writeString(folder.resolve("fields.json"), "{\"fields\": [" + fields + "]}");
  }

  private static Set<String> names(JsonNode result) {
    Set<String> names = new TreeSet<>();
    result.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aTrainedModelScoresAndIsMeasured(Sample sample) throws IOException {
    write(sample);
    JsonNode trained = train(sample);
    JsonNode evaluated = evaluate(sample);
    score(sample, evaluated);
    assertEquals(ROWS, evaluated.get("rows").asInt());
    assertTrue(trained.get("auc").asDouble() > 0.55, trained::toString);
    assertTrue(
        trained.get("auc").asDouble() < trained.get("bestPossibleAuc").asDouble(),
        trained::toString);
  }

  private JsonNode train(Sample sample) throws IOException {
    Recorded run =
        Recorded.run(
            new Train(),
            args(
                sample,
                "--fields",
                folder.resolve("fields.json").toString(),
                "--true-probability",
                Sample.TRUE_PROBABILITY,
                "--validation-fraction",
                "0.2",
                "--set",
                "hiddenUnits=16",
                "--set",
                "embeddingDim=4",
                "--set",
                "learningRate=0.01",
                "--set",
                "batchSize=128",
                "--set",
                "numEpochs=4"));
    assertEquals(0, run.code(), run::err);
    assertEquals("", run.err());
    assertEquals(4, run.out().lines().filter(line -> line.startsWith("epoch ")).count());
    JsonNode result = run.result();
    assertEquals(
        Set.of(
            "auc",
            "logLoss",
            "rows",
            "positives",
            "bestPossibleAuc",
            "bestPossibleLogLoss",
            "validationAuc",
            "validationLogLoss",
            "seconds",
            "examplesPerSecond",
            "epochs",
            "parameters"),
        names(result));
    assertEquals(result.get("validationAuc"), result.get("auc"));
    assertEquals(4, result.get("epochs").asInt());
    return result;
  }

  private JsonNode evaluate(Sample sample) throws IOException {
    Recorded run = Recorded.run(new Evaluate(), args(sample));
    assertEquals(0, run.code(), run::err);
    assertEquals(
        Set.of("auc", "logLoss", "rows", "positives", "seconds", "examplesPerSecond"),
        names(run.result()));
    return run.result();
  }

  private void score(Sample sample, JsonNode evaluated) throws IOException {
    String output = folder.resolve("scored").toString();
    Recorded run = Recorded.run(new Score(), args(sample, "--output", output));
    assertEquals(0, run.code(), run::err);
    assertEquals(evaluated.get("auc"), run.result().get("auc"));
    Dataset<Row> scored = SharedSpark.get().read().parquet(output);
    List<String> expected = new ArrayList<>(List.of(sample.schema().fieldNames()));
    expected.addAll(List.of("probability", "prediction"));
    assertEquals(expected, List.of(scored.columns()));
    assertEquals(ROWS, scored.filter("probability > 0 and probability < 1").count());
    assertFalse(Files.exists(Path.of(output, "_temporary")));
  }
}
