package io.sparkdeepfm.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.sparkdeepfm.serving.Scorer;
import io.sparkdeepfm.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Train, score and export, and the exported files beside the scored rows. */
@Tag("spark")
@Tag("spark4")
class ExportTest {
  @TempDir Path folder;

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private Recorded run(SparkCommand command, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--log-file", path("command.log")));
    return Recorded.run(command, all);
  }

  private void train() throws IOException {
    StringBuilder csv = new StringBuilder("clicked,city,title,tags,age,visits\n");
    for (int i = 0; i < 600; i++) {
      csv.append(i % 3 == 0 ? 1 : 0).append(',');
      csv.append("city").append(i % 17).append(",The ").append(i % 5).append(". day,");
      csv.append("a").append(i % 4).append(":0.5|b").append(i % 3).append(',');
      csv.append(i % 10 == 0 ? "" : i % 80).append(',').append(i * i).append('\n');
    }
    Files.writeString(folder.resolve("rows.csv"), csv.toString());
    Files.writeString(
        folder.resolve("fields.json"),
        """
        {"fields": [
          {"column": "city", "type": "categorical"},
          {"column": "title", "type": "text"},
          {"column": "tags", "type": "multivalued", "delimiter": "|", "weightDelimiter": ":",
            "encoding": "hash", "numBuckets": 50},
          {"column": "age", "type": "numeric", "transform": "none"},
          {"column": "visits", "type": "numeric", "clip": 90000}
        ]}
        """);
    Recorded trained =
        run(
            new Train(),
            "--input",
            path("rows.csv"),
            "--format",
            "csv",
            "--fields",
            path("fields.json"),
            "--label",
            "clicked",
            "--model",
            path("model"),
            "--set",
            "numEpochs=1",
            "--set",
            "hiddenUnits=8",
            "--set",
            "embeddingDim=4");
    assertEquals(0, trained.code(), trained::err);
  }

  @Test
  void whatIsExportedScoresAsTheCommandScore() throws IOException, OrtException {
    train();
    Recorded scored =
        run(
            new Score(),
            "--input",
            path("rows.csv"),
            "--format",
            "csv",
            "--model",
            path("model"),
            "--output",
            path("scored"));
    assertEquals(0, scored.code(), scored::err);
    Recorded exported =
        run(new Export(), "--model", path("model"), "--output", path("model.serving"));
    assertEquals(0, exported.code(), exported::err);
    assertEquals(
        Files.size(folder.resolve("model.serving")), exported.result().get("bytes").asLong());
    assertTrue(exported.out().contains("it reads city, title, tags, age, visits."), exported::out);
    Scorer scorer = Scorer.load(folder.resolve("model.serving"));
    for (Row row : SharedSpark.get().read().parquet(path("scored")).collectAsList()) {
      Map<String, Object> values = new HashMap<>();
      for (String column : scorer.columns()) {
        values.put(column, row.getAs(column));
      }
      assertEquals(
          row.<Double>getAs("probability"), scorer.probability(values), 1e-6, row::toString);
    }
    assertFewerBitsMakeASmallerFile(scorer);
    assertTheOnnxFileLoads();
    assertFilesAreReplacedOnlyIfAsked();
  }

  private void assertFewerBitsMakeASmallerFile(Scorer whole) throws IOException {
    String[] args = {"--model", path("model"), "--output", path("small"), "--embeddings", "int8"};
    Recorded exported = run(new Export(), args);
    assertEquals(0, exported.code(), exported::err);
    assertTrue(
        Files.size(folder.resolve("small")) < Files.size(folder.resolve("model.serving")),
        exported::out);
    Map<String, Object> row = Map.of("city", "city3", "title", "The 2. day", "age", 31);
    assertEquals(
        whole.logit(row), Scorer.load(folder.resolve("small")).logit(row), 0.01, "rounded");
  }

  private void assertTheOnnxFileLoads() throws OrtException {
    Recorded onnx =
        run(
            new Export(),
            "--model",
            path("model"),
            "--output",
            path("model.onnx"),
            "--format",
            "onnx");
    assertEquals(0, onnx.code(), onnx::err);
    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(path("model.onnx"))) {
      assertEquals(
          Set.of("city", "title", "title.weights", "tags", "tags.weights", "age", "visits"),
          session.getInputNames());
    }
  }

  private void assertFilesAreReplacedOnlyIfAsked() {
    String[] args = {"--model", path("model"), "--output", path("model.serving")};
    Recorded again = run(new Export(), args);
    assertEquals(2, again.code());
    assertTrue(
        again
            .err()
            .contains(
                "model.serving' is there already; name another file, or say that it may be"
                    + " replaced"),
        again::err);
    Recorded replaced =
        run(
            new Export(),
            "--model",
            path("model"),
            "--output",
            path("model.serving"),
            "--overwrite");
    assertEquals(0, replaced.code(), replaced::err);
    Recorded byOther =
        run(new Export(), "--model", path("model"), "--output", path("model.onnx"), "--overwrite");
    assertEquals(0, byOther.code(), byOther::err);
  }

  @Test
  void filesOfOthersAreNeverReplaced() throws IOException {
    for (byte[] bytes : List.of("notes of a user".getBytes(UTF_8), new byte[0])) {
      Path notes = Files.write(Path.of(path("notes.txt")), bytes);
      Recorded refused =
          run(new Export(), "--model", path("none"), "--output", notes.toString(), "--overwrite");
      assertEquals(2, refused.code());
      assertTrue(
          refused
              .err()
              .contains("notes.txt' is there already and is no exported model; name another file."),
          refused::err);
      assertArrayEquals(bytes, Files.readAllBytes(notes));
    }
  }

  @Test
  void mistakesAreOneSentence() throws IOException {
    Recorded lists =
        run(
            new Export(),
            "--model",
            path("none"),
            "--output",
            path("model.serving"),
            "--lists",
            "tags");
    assertEquals(2, lists.code());
    assertTrue(lists.err().contains("--lists is of no use with --format serving"), lists::err);
    String[] onnx = {"--model", "m", "--output", "x", "--format", "onnx", "--embeddings", "int8"};
    Recorded wasted = run(new Export(), onnx);
    assertEquals(2, wasted.code());
    assertTrue(wasted.err().contains("--embeddings is of no use with --format onnx"), wasted::err);
    Recorded other = run(new Export(), "--model", "m", "--output", "x", "--embeddings", "int4");
    assertEquals(2, other.code());
    assertTrue(
        other.err().contains("embeddings is 'int4', but must be float32, bfloat16 or int8."),
        other::err);
    Recorded none = run(new Export(), "--model", path("none"), "--output", path("x"));
    assertEquals(2, none.code());
    assertTrue(none.err().contains("none' does not exist"), none::err);
  }

  @Test
  void otherStagesAreRefusedByName() throws IOException {
    new Pipeline()
        .setStages(
            new PipelineStage[] {
              new VectorAssembler().setInputCols(new String[] {"a"}).setOutputCol("features"),
              new LogisticRegression().setMaxIter(1)
            })
        .fit(SharedSpark.get().sql("SELECT 1.0 AS a, 1.0 AS label UNION SELECT 0.0, 0.0"))
        .write()
        .save(path("other"));
    Recorded other =
        run(
            new Export(),
            "--model",
            path("other"),
            "--output",
            path("x"),
            "--allow-stage",
            "org.apache.spark.ml.classification.LogisticRegressionModel");
    assertEquals(2, other.code());
    assertTrue(other.err().contains("holds no DeepFM model"), other::err);
  }
}
