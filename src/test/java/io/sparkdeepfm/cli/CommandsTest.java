package io.sparkdeepfm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdeepfm.examples.samples.Sample;
import io.sparkdeepfm.examples.samples.Samples;
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
@Tag("spark4")
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
    evaluateByGroup(sample, evaluated);
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
            "normalizedEntropy",
            "calibration",
            "rows",
            "positives",
            "bestPossibleAuc",
            "bestPossibleLogLoss",
            "validationAuc",
            "validationLogLoss",
            "seconds",
            "examplesPerSecond",
            "bestEpoch",
            "epochs",
            "parameters",
            "report"),
        names(result));
    assertEquals(result.get("validationAuc"), result.get("auc"));
    assertEquals(4, result.get("epochs").asInt());
    assertTheReportIsBesideTheModel(sample, run);
    return result;
  }

  private void assertTheReportIsBesideTheModel(Sample sample, Recorded run) throws IOException {
    Path report = folder.resolve("model").resolve("report.html");
    assertEquals(report.toString(), run.result().get("report").asText());
    assertTrue(run.out().contains("the training report is '" + report + "'."), run::out);
    String page = Files.readString(report);
    assertTrue(page.contains("<dt>Best epoch</dt>"), page);
    for (String field : sample.fields()) {
      String column = new ObjectMapper().readTree(field).get("column").asText();
      assertTrue(page.contains("<th scope=\"row\" class=\"text\">" + column), column);
    }
  }

  private JsonNode evaluate(Sample sample) throws IOException {
    Recorded run = Recorded.run(new Evaluate(), args(sample));
    assertEquals(0, run.code(), run::err);
    assertEquals(
        Set.of(
            "auc",
            "logLoss",
            "normalizedEntropy",
            "calibration",
            "rows",
            "positives",
            "seconds",
            "examplesPerSecond"),
        names(run.result()));
    assertTrue(run.result().get("normalizedEntropy").asDouble() < 1, run::out);
    assertEquals(1, run.result().get("calibration").asDouble(), 0.3, run::out);
    return run.result();
  }

  /** By the first column, which holds nulls in one sample. */
  private void evaluateByGroup(Sample sample, JsonNode evaluated) throws IOException {
    String group = sample.schema().fieldNames()[0];
    Recorded run = Recorded.run(new Evaluate(), args(sample, "--group", group));
    if (sample.name().equals("clicks")) {
      assertEquals(2, run.code());
      assertTrue(run.err().startsWith("Column 'I1' has the group null, but "), run::err);
      return;
    }
    assertEquals(0, run.code(), run::err);
    JsonNode result = run.result();
    assertTrue(result.get("groupAuc").asDouble() > 0.5, result::toString);
    assertTrue(result.get("groups").asLong() > 0, result::toString);
    assertEquals(evaluated.get("auc"), result.get("auc"));
    assertTrue(run.out().contains("input rows, by " + group + ": group AUC 0."), run::out);
    Recorded wrong = Recorded.run(new Evaluate(), args(sample, "--group", "nobody"));
    assertEquals(2, wrong.code());
    assertTrue(wrong.err().startsWith("--group: there is no column 'nobody' in "), wrong::err);
  }

  private void score(Sample sample, JsonNode evaluated) throws IOException {
    String output = folder.resolve("scored").toString();
    Recorded run =
        Recorded.run(new Score(), args(sample, "--output", output, "--set", "scoringEngine=cpu"));
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
