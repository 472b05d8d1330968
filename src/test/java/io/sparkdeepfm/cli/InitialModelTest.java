package io.sparkdeepfm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkdeepfm.DeepFMClassificationModel;
import io.sparkdeepfm.examples.samples.Sample;
import io.sparkdeepfm.examples.samples.Samples;
import io.sparkdeepfm.persist.SavedStages;
import io.sparkdeepfm.stage.LogMinMaxScalerModel;
import io.sparkdeepfm.stage.VocabularyIndexerModel;
import io.sparkdeepfm.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** train --initial-model: yesterday's model goes on with today's rows. */
@Tag("spark")
class InitialModelTest {
  private static final int ROWS = 1_500;
  private static final Sample SAMPLE =
      Samples.all().stream().filter(s -> s.name().equals("movies")).findFirst().orElseThrow();

  @TempDir Path folder;

  @BeforeEach
  void writeTwoDays() throws IOException {
    List<Row> rows = SAMPLE.rows(3);
    writeRows("monday", rows.subList(0, ROWS));
    writeRows("tuesday", rows.subList(ROWS, 2 * ROWS));
    writeFields("fields.json", String.join(",", SAMPLE.fields()));
  }

  private void writeRows(String name, List<Row> rows) {
    SharedSpark.get()
        .createDataFrame(rows, SAMPLE.schema())
        .write()
        .parquet(folder.resolve(name).toString());
  }

  private void writeFields(String name, String fields) throws IOException {
    String text =
        "{\"fields\": ["
            + fields.replaceAll("\"minFrequency\": \\d+", "\"minFrequency\": 5")
            + "]}";
    Files.writeString(folder.resolve(name), text);
  }

  private Recorded train(String input, String model, String fields, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--input",
                folder.resolve(input).toString(),
                "--format",
                "parquet",
                "--fields",
                folder.resolve(fields).toString(),
                "--label",
                SAMPLE.label(),
                "--model",
                folder.resolve(model).toString(),
                "--log-file",
                folder.resolve("train.log").toString(),
                "--set",
                "embeddingDim=4",
                "--set",
                "hiddenUnits=8",
                "--set",
                "batchSize=128",
                "--set",
                "learningRate=0.01"));
    args.addAll(List.of(more));
    return Recorded.run(new Train(), args);
  }

  private static <T> T stage(PipelineModel pipeline, Class<T> type) {
    return SavedStages.last(pipeline, type);
  }

  @Test
  void vocabulariesGrowScalersStayAndTheModelGoesOn() throws IOException {
    String first = folder.resolve("first").toString();
    assertEquals(0, train("monday", "first", "fields.json", "--set", "numEpochs=3").code());
    Recorded run =
        train("tuesday", "second", "fields.json", "--initial-model", first, "--set", "numEpochs=1");
    assertEquals(0, run.code(), run::err);

    PipelineModel before = PipelineModel.load(first);
    PipelineModel after = PipelineModel.load(folder.resolve("second").toString());
    String[] oldUsers = stage(before, VocabularyIndexerModel.class).tokens("user");
    String[] users = stage(after, VocabularyIndexerModel.class).tokens("user");
    assertTrue(users.length > oldUsers.length);
    assertEquals(Arrays.asList(oldUsers), Arrays.asList(users).subList(0, oldUsers.length));
    assertEquals(
        Arrays.toString(stage(before, LogMinMaxScalerModel.class).maxima()),
        Arrays.toString(stage(after, LogMinMaxScalerModel.class).maxima()));
    assertEquals(
        users.length,
        stage(after, DeepFMClassificationModel.class).parameters().table(0).numEmbeddings());
    assertReported(run, oldUsers.length, users.length - oldUsers.length);
    JsonNode result = run.result();
    assertTrue(result.get("auc").asDouble() > 0.5, result::toString);
  }

  private static void assertReported(Recorded run, int oldUsers, int newUsers) {
    List<String> lines = run.out().lines().toList();
    assertTrue(lines.get(0).startsWith("Chosen for "), lines.get(0));
    assertTrue(lines.get(1).startsWith("Going on from the initial model: "), lines.get(1));
    assertEquals(
        String.format("  vocabulary user: %,d rows kept, %,d new", oldUsers, newUsers),
        lines.get(2));
  }

  @Test
  void whatDoesNotFitIsOneSentence() throws IOException {
    String first = folder.resolve("first").toString();
    assertEquals(0, train("monday", "first", "fields.json", "--set", "numEpochs=1").code());
    String initial = "--initial-model '" + first + "'";
    List<String> fields = SAMPLE.fields();

    writeFields("fewer.json", String.join(",", fields.subList(0, fields.size() - 1)));
    assertMistake(
        String.format(
            "%s: field %d is 'title' there, but missing in --fields; name the same fields in the"
                + " same order.",
            initial, fields.size()),
        "fewer.json",
        first);
    writeFields("sum.json", String.join(",", fields).replace("mean", "sum"));
    assertMistake(
        initial
            + ": the pooling of field 'genres' is 'mean' there, but 'sum' in --fields; say the"
            + " same.",
        "sum.json",
        first);
    writeFields("raw.json", String.join(",", fields).replace("\"logMinMax\"", "\"none\""));
    assertMistake(
        initial
            + ": the transform of field 'age' is logMinMax there, but none in --fields; say the"
            + " same.",
        "raw.json",
        first);
    String nothing = folder.resolve("nothing").toString();
    assertMistake("--initial-model '" + nothing + "' does not exist.", "fields.json", nothing);
    assertMistake(
        "hiddenUnits is [8] in the initial model, but [9] here; set it to [8], or train without an"
            + " initial model.",
        "fields.json",
        first,
        "--set",
        "hiddenUnits=9");
    Files.delete(folder.resolve("first/fields.json"));
    assertMistake(
        initial
            + " is not as train wrote it: its 'fields.json' is missing or was changed; copy it again,"
            + " or name a fields.json of your own with --fields.",
        "fields.json",
        first);
    assertTrue(
        train("tuesday", "second", "fields.json", "--set", "initialModelPath=x")
            .err()
            .startsWith("--set initialModelPath: there is no such parameter"));
  }

  private void assertMistake(String sentence, String fields, String initial, String... more) {
    List<String> args = new ArrayList<>(List.of("--initial-model", initial));
    args.addAll(List.of(more));
    Recorded run = train("tuesday", "second", fields, args.toArray(String[]::new));
    assertEquals(sentence, run.err().strip());
    assertEquals(2, run.code());
  }
}
