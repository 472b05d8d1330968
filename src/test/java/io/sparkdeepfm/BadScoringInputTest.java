package io.sparkdeepfm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.column.FieldMetadata;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.ClickRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a trained model cannot score, and the sentence that says so. */
@Tag("spark")
class BadScoringInputTest {
  private static final ClickGenerator GENERATOR = ClickGenerator.linear(1);
  private static Dataset<Row> clicks;
  private static DeepFMClassificationModel model;

  @BeforeAll
  static void train() {
    clicks = ClickRows.next(GENERATOR, 100);
    model = TinyModels.classifier().fit(clicks);
  }

  private static void assertRefused(String sentence, Dataset<Row> data) {
    assertEquals(
        sentence,
        assertThrows(IllegalArgumentException.class, () -> model.transform(data)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> model.transformSchema(data.schema()));
  }

  private static Dataset<Row> withFields(List<Field> fields) {
    return clicks.withColumn(
        "features",
        functions
            .col("features")
            .as("features", FieldMetadata.featuresField("f", new FieldSchema(fields)).metadata()));
  }

  @Test
  void aMissingFeaturesColumnIsRefused() {
    assertRefused(
        "featuresCol is 'features', but there is no such column; the columns are id, label.",
        clicks.select("id", "label"));
  }

  @Test
  void featuresThatAreNoVectorAreRefused() {
    assertRefused(
        "Column 'features' (featuresCol) has type double, but must be a vector; assemble it with"
            + " FieldAssembler.",
        clicks.withColumn("features", functions.col("label")));
  }

  @Test
  void anotherNumberOfFieldsIsRefused() {
    assertRefused(
        "Column 'features' has 4 fields, but the model was trained on 5; assemble it with the"
            + " stages that the model was trained with.",
        withFields(GENERATOR.schema().fields().subList(0, 4)));
  }

  @Test
  void anotherFieldIsRefused() {
    List<Field> fields = new ArrayList<>(GENERATOR.schema().fields());
    fields.set(1, new Field("site", "site", 41, Pooling.SUM));
    assertRefused(
        "Field 1 of column 'features' is 'site' of size 41, but the model was trained on 'site' of"
            + " size 40; assemble it with the stages that the model was trained with.",
        withFields(fields));
    fields.set(1, new Field("page", "site", 40, Pooling.SUM));
    assertRefused(
        "Field 1 of column 'features' is 'page' of size 40, but the model was trained on 'site' of"
            + " size 40; assemble it with the stages that the model was trained with.",
        withFields(fields));
  }

  @Test
  void aSharedVocabularyThatIsSharedNoMoreIsRefused() {
    List<Field> fields = new ArrayList<>(GENERATOR.schema().fields());
    fields.set(4, new Field("installed", "installed", 25, Pooling.MEAN));
    assertRefused(
        "Field 4 of column 'features' draws on the vocabulary 'installed', but the model was"
            + " trained on the vocabulary 'app'; assemble it with the stages that the model was"
            + " trained with.",
        withFields(fields));
  }

  @Test
  void oneThresholdIsRefused() {
    DeepFMClassificationModel one =
        model.copy(new ParamMap().put(model.thresholds(), new double[] {1}));
    assertEquals(
        "thresholds has 1 values, but there are 2 classes; give one for 0 and one for 1.",
        assertThrows(IllegalArgumentException.class, () -> one.transform(clicks)).getMessage());
  }

  @Test
  void aSingleBadVectorIsRefused() {
    assertSingleRefused("a null features vector", null);
    assertSingleRefused("a vector of size 3, but its fields have 95", Vectors.zeros(3));
    assertSingleRefused(
        "the value NaN in field 'site'",
        Vectors.sparse(95, new int[] {2}, new double[] {Double.NaN}));
  }

  private static void assertSingleRefused(String part, Vector vector) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> model.predict(vector)).getMessage();
    assertTrue(message.contains(part), message);
  }

  @Test
  void aBadRowFailsTheJobWithTheSentence() {
    Dataset<Row> bad =
        clicks.withColumn(
            "features",
            functions
                .expr("IF(id = 5, NULL, features)")
                .as("features", clicks.schema().apply("features").metadata()));
    Throwable failure = assertThrows(Exception.class, () -> model.transform(bad).collect());
    while (failure != null && !(failure instanceof IllegalArgumentException)) {
      failure = failure.getCause();
    }
    assertTrue(failure != null && failure.getMessage().contains("null features vector"));
  }

  @Test
  void aCorruptModelIsRefused(@TempDir Path folder) throws IOException {
    Path saved = folder.resolve("model");
    model.write().save(saved.toString());
    try (var files = Files.list(saved.resolve("dense"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> DeepFMClassificationModel.load(saved.toString()))
            .getMessage();
    assertTrue(message.startsWith("file:" + saved.resolve("dense")), message);
  }
}
