package io.sparkdeepfm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkdeepfm.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on labels that are numbers. */
@Tag("spark")
class RegressionCommandsTest {
  @TempDir Path folder;
  private TrainCase train;

  @BeforeEach
  void writePrices() throws IOException {
    train = new TrainCase(folder);
    train.writeInput("y,c,x\n" + TrainCase.lines(i -> 10 + i % 3 + ",a" + i % 3 + "," + i % 2));
  }

  private Recorded run(SparkCommand command, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--input",
                train.input().toString(),
                "--format",
                "csv",
                "--model",
                folder.resolve("model").toString(),
                "--log-file",
                folder.resolve("more.log").toString()));
    args.addAll(List.of(more));
    return Recorded.run(command, args);
  }

  @Test
  void aRegressionIsTrainedMeasuredAndScored() throws IOException {
    Recorded trained =
        Recorded.run(
            new Train(),
            train.args("--task", "regression", "--set", "numEpochs=3", "--set", "loss=poisson"));
    assertEquals(0, trained.code(), trained::err);
    assertTrue(trained.out().contains("validation error "), trained::out);
    assertTrue(trained.out().contains("validation rows, reached: RMSE "), trained::out);
    JsonNode result = trained.result();
    assertEquals(result.get("rmse").asDouble(), result.get("validationRmse").asDouble());
    assertFalse(result.has("auc"));
    String report = Files.readString(folder.resolve("model/report.html"));
    assertTrue(report.contains("Validation Poisson deviance"));
    assertTrue(
        Files.readString(folder.resolve("model/history.json")).contains("\"validationError\""));

    Recorded evaluated = run(new Evaluate(), "--label", "y");
    assertEquals(0, evaluated.code(), evaluated::err);
    JsonNode metrics = evaluated.result();
    Path output = folder.resolve("scores");
    Recorded scored = run(new Score(), "--output", output.toString(), "--label", "y");
    assertEquals(0, scored.code(), scored::err);
    Dataset<Row> rows = SharedSpark.get().read().parquet(output.toString());
    assertEquals(List.of("y", "c", "x", "prediction"), List.of(rows.columns()));
    RegressionEvaluator spark = new RegressionEvaluator().setLabelCol("number");
    Dataset<Row> numbers = rows.selectExpr("prediction", "double(y) AS number");
    for (String name : List.of("rmse", "mae", "r2")) {
      double expected = spark.setMetricName(name).evaluate(numbers);
      assertEquals(expected, metrics.get(name).asDouble(), 1e-6, name);
      assertEquals(expected, scored.result().get(name).asDouble(), 1e-6, name);
    }
    assertEquals(80, metrics.get("rows").asInt());

    assertTrue(
        run(new Evaluate(), "--label", "y", "--group", "c")
            .err()
            .startsWith(
                "--group is of no use for a regression, which has no probabilities; leave it out."));
  }

  @Test
  void whatIsOfClassesOnlyIsRefused() throws IOException {
    assertEquals(
        "--positive-label is of no use in a regression, whose labels are numbers; leave it out.",
        train.mistake("--task", "regression", "--positive-label", "1"));
    assertEquals(
        "--true-probability is of no use in a regression; leave it out.",
        train.mistake("--task", "regression", "--true-probability", "x"));
    assertTrue(
        train
            .mistake("--task", "regression", "--set", "validationMetric=auc")
            .startsWith("--set validationMetric: there is no such parameter; there are "));
  }

  @Test
  void labelsThatAreNoNumbersAreRefused() throws IOException {
    train.writeInput("y,c,x\n" + TrainCase.lines(i -> (i == 7 ? "dear" : i) + ",a," + i));
    assertEquals(
        "Input '"
            + train.input()
            + "': label column 'y' is no finite number in 1 of 80 rows, for"
            + " example dear.",
        train.mistake("--task", "regression"));
    train.writeInput("y,c,x\n" + TrainCase.lines(i -> (i == 7 ? "" : i) + ",a," + i));
    assertEquals(
        "Input '"
            + train.input()
            + "': label column 'y' is null in 1 of 80 rows, but must be a"
            + " number.",
        train.mistake("--task", "regression"));
  }
}
