package io.sparkdeepfm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.testing.SavedDigests;
import io.sparkdeepfm.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.SQLTransformer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What score, evaluate and train --initial-model do with a model that is not as train wrote it. */
@Tag("spark")
class UntrustedModelTest {
  private static final String SQL = "org.apache.spark.ml.feature.SQLTransformer";

  @TempDir Path folder;
  private TrainCase training;
  private Path model;

  @BeforeEach
  void train() throws IOException {
    training = new TrainCase(folder);
    model = folder.resolve("model");
    Recorded run = Recorded.run(new Train(), training.args());
    assertEquals(0, run.code(), run::err);
  }

  private List<String> args(String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--input",
                training.input().toString(),
                "--format",
                "csv",
                "--model",
                model.toString(),
                "--log-file",
                folder.resolve("score.log").toString()));
    args.addAll(List.of(more));
    return args;
  }

  private Recorded score(String... more) {
    List<String> args = args(more);
    args.addAll(List.of("--output", folder.resolve("scores").toString(), "--overwrite"));
    return Recorded.run(new Score(), args);
  }

  private Recorded evaluate(String... more) {
    List<String> args = args(more);
    args.addAll(List.of("--label", "y"));
    return Recorded.run(new Evaluate(), args);
  }

  /** Puts a stage that runs SQL before the others, in a directory without train's marker. */
  private void addSql() throws IOException {
    SharedSpark.get();
    PipelineModel trained = PipelineModel.load(model.toString());
    List<PipelineStage> stages = new ArrayList<>();
    stages.add(new SQLTransformer().setStatement("SELECT * FROM __THIS__"));
    stages.addAll(List.of(trained.stages()));
    String fields = Files.readString(model.resolve("fields.json"));
    model = folder.resolve("with-sql");
    new Pipeline()
        .setStages(stages.toArray(PipelineStage[]::new))
        .fit(SharedSpark.get().range(2).selectExpr("0 AS y", "'a1' AS c", "1D AS x"))
        .write()
        .save(model.toString());
    Files.writeString(model.resolve("fields.json"), fields);
  }

  private static void assertMistake(String part, Recorded run) {
    assertEquals(2, run.code(), run::err);
    assertEquals(1, run.err().lines().count(), run::err);
    assertTrue(run.err().contains(part), run::err);
  }

  @Test
  void aStageThatRunsSqlIsNamedUnlessItIsAllowed() throws IOException {
    addSql();
    String refused = "--model '" + model + "' has a stage of class " + SQL + ", in '0_sql_";
    assertMistake(refused, score());
    assertMistake("add --allow-stage " + SQL + ".", evaluate());
    assertEquals(0, score("--allow-stage", SQL).code());
    assertEquals(0, evaluate("--allow-stage", SQL).code());
    String initial = model.toString();
    model = folder.resolve("model-2");
    List<String> args = training.args("--initial-model", initial);
    args.set(args.indexOf(folder.resolve("model").toString()), model.toString());
    assertMistake("--initial-model '" + initial + "' has a stage", Recorded.run(new Train(), args));
    args.addAll(List.of("--allow-stage", SQL));
    assertEquals(0, Recorded.run(new Train(), args).code());
  }

  @Test
  void allowingAStageWithoutAModelToLoadIsOfNoUse() {
    assertMistake(
        "--allow-stage is of no use without --initial-model; leave it out.",
        Recorded.run(new Train(), training.args("--allow-stage", SQL)));
  }

  @Test
  void aChangedFieldsFileIsRefusedUnlessAnotherIsNamed() throws IOException {
    Path fields = model.resolve("fields.json");
    String text = Files.readString(fields);
    Files.deleteIfExists(fields.resolveSibling(".fields.json.crc"));
    Files.writeString(fields, text.replace("\"categorical\"", "\"text\""));
    assertMistake(
        "is not as train wrote it: its 'fields.json' is missing or was changed; copy it again, or"
            + " name a fields.json of your own with --fields.",
        score());
    assertEquals(0, score("--fields", folder.resolve("fields.json").toString()).code());
  }

  @Test
  void metadataOfThePipelineThatWasChangedAreRefused() throws IOException {
    Path metadata = model.resolve("metadata").resolve("part-00000");
    Files.deleteIfExists(metadata.resolveSibling(".part-00000.crc"));
    Files.writeString(
        metadata, Files.readString(metadata).replace("\"timestamp\":1", "\"timestamp\":2"));
    assertMistake("is not as train wrote it: its 'metadata/part-00000'", score());
  }

  @Test
  void aModelOfAReleaseWithoutDigestsScoresTheSame() throws IOException {
    assertEquals(0, score().code());
    List<String> expected = scores();
    Files.delete(model.resolve("_spark-deepfm.json"));
    SavedDigests.remove(model);
    assertEquals(0, score().code());
    assertEquals(expected, scores());
  }

  private List<String> scores() {
    return SharedSpark.get()
        .read()
        .parquet(folder.resolve("scores").toString())
        .toJSON()
        .collectAsList()
        .stream()
        .sorted()
        .toList();
  }

  @Test
  void valuesThatAFloatCannotHoldAreRefusedAndNothingIsNotANumber() throws IOException {
    training.writeInput("y,c,x\n1,a1,1e300\n0,a2,3\n1,a1,\n");
    Recorded run = score();
    assertEquals(0, run.code(), run::err);
    assertEquals(
        3,
        SharedSpark.get()
            .read()
            .parquet(folder.resolve("scores").toString())
            .where("probability >= 0 AND probability <= 1")
            .count());
    for (String value : new String[] {"NaN", "Infinity", "-Infinity"}) {
      training.writeInput("y,c,x\n1,a1," + value + "\n0,a2,3\n");
      Recorded refused = score();
      assertEquals(2, refused.code(), refused::err);
      assertFalse(refused.err().contains("\tat "), refused::err);
    }
  }

  @Test
  void theSetOfSealedFilesIsWhatDecidesAScore() throws IOException {
    String marker = Files.readString(model.resolve("_spark-deepfm.json"));
    try (Stream<Path> files = Files.walk(model)) {
      for (Path file : files.filter(f -> f.endsWith("part-00000")).toList()) {
        String name = model.relativize(file).toString();
        assertTrue(marker.contains("\"" + name + "\":\""), name);
      }
    }
    assertTrue(marker.contains("\"fields.json\":\""), marker);
  }
}
