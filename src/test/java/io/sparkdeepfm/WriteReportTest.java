package io.sparkdeepfm;

import static org.apache.spark.sql.functions.expr;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.encode.FieldCounts.FieldUsage;
import io.sparkdeepfm.fit.TrainingDetails;
import io.sparkdeepfm.metric.ValidationCurves;
import io.sparkdeepfm.metric.ValidationCurves.RocPoint;
import io.sparkdeepfm.model.WarmStartReport;
import io.sparkdeepfm.optim.Loss;
import io.sparkdeepfm.stage.FieldAssembler;
import io.sparkdeepfm.stage.FieldHasher;
import io.sparkdeepfm.stage.VocabularyIndexer;
import io.sparkdeepfm.testing.SavedDigests;
import io.sparkdeepfm.testing.SharedSpark;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report of a real training, and where it can be written. */
@Tag("spark")
class WriteReportTest {
  @TempDir Path folder;
  private static DeepFMClassificationModel trained;
  private static TrainingSummary summary;

  @BeforeAll
  static void train() {
    Dataset<Row> rows =
        SharedSpark.get()
            .range(0, 800, 1, 2)
            .withColumn("label", expr("DOUBLE(id % 5 < 2)"))
            .withColumn("isValidation", expr("id % 4 = 3"))
            // A quarter of the training rows has a token of its own, which is too rare to be known.
            .withColumn("c", expr("IF(id % 16 < 4, STRING(id), CONCAT('t', id % 5))"))
            .withColumn("h", expr("IF(id % 8 = 0, NULL, STRING(id % 7))"))
            .withColumn("x", expr("DOUBLE(id % 2)"));
    PipelineStage[] stages = {
      new VocabularyIndexer().setInputCols("c").setOutputCols("c_index").setMinFrequency(5),
      new FieldHasher().setInputCols("h").setOutputCols("h_bucket").setNumBuckets(10),
      new FieldAssembler().setInputCols("c_index", "h_bucket", "x"),
      new DeepFMClassifier()
          .setEmbeddingDim(4)
          .setHiddenUnits(8)
          .setNumEpochs(3)
          .setBatchSize(64)
          .setNumWorkers(1)
          .setThreadsPerWorker(1)
          .setValidationIndicatorCol("isValidation")
    };
    PipelineModel model = new Pipeline().setStages(stages).fit(rows);
    trained = (DeepFMClassificationModel) model.stages()[3];
    summary = trained.summary();
  }

  @Test
  void fieldsAreCountedOverTheTrainingRows() {
    List<FieldUsage> fields = summary.details().fields();
    assertEquals(List.of("c", "h", "x"), fields.stream().map(FieldUsage::name).toList());
    FieldUsage indexed = fields.get(0);
    assertEquals(150 / 600.0, indexed.unknownRate(), 1e-12);
    assertEquals(6, indexed.size());
    assertEquals(0, indexed.emptyRate());
    FieldUsage hashed = fields.get(1);
    assertTrue(Double.isNaN(hashed.unknownRate()));
    assertEquals(100 / 600.0, hashed.emptyRate(), 1e-12);
    assertEquals(200 / 600.0, fields.get(2).valuesPerExample(), 1e-12); // 1, 5, 9 … of 0, 1, 2
  }

  @Test
  void theRocHasTheAreaOfTheBestEpoch() {
    List<RocPoint> roc = summary.details().curves().roc();
    double area = 0;
    for (int i = 1; i < roc.size(); i++) {
      area +=
          (roc.get(i).falsePositiveRate() - roc.get(i - 1).falsePositiveRate())
              * (roc.get(i).truePositiveRate() + roc.get(i - 1).truePositiveRate())
              / 2;
    }
    assertEquals(summary.best().validationAuc(), area, 2e-3);
    assertFalse(summary.details().curves().calibration().isEmpty());
  }

  @Test
  void aLoadedModelHasTheSameReport() throws Exception {
    String path = folder.resolve("model").toString();
    trained.write().save(path);
    TrainingSummary loaded = DeepFMClassificationModel.load(path).summary();
    assertEquals(summary, loaded);
    assertEquals(summary.reportHtml(), loaded.reportHtml());
    SavedDigests.remove(folder.resolve("model"));
    Files.delete(folder.resolve("model/summary.json"));
    assertFalse(DeepFMClassificationModel.load(path).hasSummary());
    Files.writeString(folder.resolve("model/summary.json"), "{\"history\":[{\"loss\":true}]}");
    Exception damaged =
        assertThrows(IllegalArgumentException.class, () -> DeepFMClassificationModel.load(path));
    assertTrue(
        damaged.getMessage().contains("summary.json is not the summary of a training ("),
        damaged.getMessage());
  }

  @Test
  void thePageHasTheNumbersOfTheSummary() throws Exception {
    Path file = folder.resolve("new/report.html");
    summary.writeReport(file.toString());
    String page = Files.readString(file);
    assertEquals(summary.reportHtml(), page);
    summary.history().forEach(epoch -> assertHas(page, "%.4f", epoch.loss()));
    assertHas(page, "<dd>%.4f</dd>", summary.best().validationAuc());
    assertHas(page, "<dd>%d of 3</dd>", summary.bestEpoch());
    assertHas(page, "<dd>600</dd>");
    assertHas(page, ">25.00 %%<");
    assertHas(page, ">embeddingDim</th>\n<td class=\"text\">4</td>");
    assertHas(page, ">hiddenUnits</th>\n<td class=\"text\">[8]</td>");
    assertHas(page, ">Spark</th>\n<td class=\"text\">%s</td>", SharedSpark.get().version());
    assertHas(page, ">Engine</th>\n<td class=\"text\">cpu</td>");
  }

  private static void assertHas(String page, String format, Object... values) {
    String part = String.format(Locale.ROOT, format, values);
    assertTrue(page.contains(part), part + " in " + page);
  }

  @Test
  void parametersSayWhetherTheyDiffer() {
    var byName =
        summary.details().parameters().stream().collect(Collectors.toMap(p -> p.name(), p -> p));
    Set<String> ofTheModel =
        Arrays.stream(new DeepFMClassifier().params())
            .map(Param::name)
            .filter(name -> !name.startsWith("checkpoint") && !name.equals("resume"))
            .collect(Collectors.toSet());
    assertEquals(ofTheModel, byName.keySet());
    assertTrue(byName.get("numEpochs").changed());
    assertFalse(byName.get("seed").changed());
    assertEquals("not set", byName.get("weightCol").value());
    assertFalse(byName.get("weightCol").changed());
  }

  @Test
  void aReportThatIsThereIsReplaced() throws Exception {
    Path file = Files.writeString(folder.resolve("report.html"), "x".repeat(1_000_000));
    summary.writeReport(file.toUri().toString());
    assertEquals(summary.reportHtml(), Files.readString(file));
  }

  @Test
  void aDirectoryInPlaceOfTheFileIsRefused() {
    Exception error =
        assertThrows(IllegalArgumentException.class, () -> summary.writeReport(folder.toString()));
    assertEquals(
        "The training report cannot be written to "
            + folder
            + ", which is a directory; name a file in it.",
        error.getMessage());
  }

  @Test
  void aPathThatCannotBeWrittenIsNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    String below = file.resolve("report.html").toString();
    Exception error = assertThrows(UncheckedIOException.class, () -> summary.writeReport(below));
    String message = error.getMessage();
    assertTrue(
        message.startsWith("The training report cannot be written to " + below + " ("), message);
    Exception scheme =
        assertThrows(
            UncheckedIOException.class, () -> summary.writeReport("nosuch://host/report.html"));
    assertTrue(scheme.getMessage().contains("nosuch"), scheme.getMessage());
  }

  @Test
  void noPathIsRefused() {
    Exception error = assertThrows(IllegalArgumentException.class, () -> summary.writeReport(" "));
    assertEquals("The training report needs a path, but got ' '; name a file.", error.getMessage());
  }

  @Test
  void aSummaryWithoutEpochsIsRefused() {
    TrainingDetails details =
        new TrainingDetails(Instant.now(), ValidationCurves.NONE, List.of(), List.of(), List.of());
    TrainingSummary empty =
        new TrainingSummary(
            List.of(), 0, 0, 0, 0, 1, 1, 0, WarmStartReport.NONE, details, Loss.LOG, 0.5);
    Path file = folder.resolve("report.html");
    Exception error =
        assertThrows(IllegalStateException.class, () -> empty.writeReport(file.toString()));
    assertEquals(
        "This summary has no epochs, so there is nothing to report; take the one that fit made.",
        error.getMessage());
    assertFalse(Files.exists(file));
  }
}
