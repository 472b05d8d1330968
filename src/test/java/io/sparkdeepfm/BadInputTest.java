package io.sparkdeepfm;

import static org.apache.spark.ml.functions.array_to_vector;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.stage.FieldAssembler;
import io.sparkdeepfm.stage.VocabularyIndexer;
import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.ClickRows;
import io.sparkdeepfm.testing.SharedSpark;
import io.sparkdeepfm.train.ProgressListener;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be trained on, and the one sentence that says so before training begins. */
@Tag("spark")
class BadInputTest {
  private static Dataset<Row> clicks;

  private boolean trained;

  @BeforeAll
  static void generateClicks() {
    clicks = ClickRows.next(ClickGenerator.linear(1), 200);
  }

  @AfterEach
  void nothingStaysPersisted() {
    assertTrue(SharedSpark.get().sparkContext().getPersistentRDDs().isEmpty());
  }

  private DeepFMClassifier classifier() {
    return new DeepFMClassifier()
        .setEmbeddingDim(2)
        .setHiddenUnits(3)
        .setNumEpochs(1)
        .setProgressListener(
            new ProgressListener() {
              @Override
              public void trainingStarted(int numEpochs, long examples) {
                trained = true;
              }
            });
  }

  private void assertRefused(String sentence, DeepFMClassifier classifier, Dataset<Row> data) {
    assertRefused(sentence, new PipelineStage[] {classifier}, data);
  }

  private void assertRefused(String sentence, PipelineStage[] stages, Dataset<Row> data) {
    Pipeline pipeline = new Pipeline().setStages(stages);
    Exception error = assertThrows(IllegalArgumentException.class, () -> pipeline.fit(data));
    assertEquals(sentence, error.getMessage());
    assertFalse(trained);
  }

  private static Dataset<Row> withOne(String column, String value) {
    return clicks.withColumn(column, functions.expr("IF(id = 77, " + value + ", " + column + ")"));
  }

  @Test
  void cleanClicksAreTrainedOn() {
    classifier().fit(clicks);
    assertTrue(trained);
  }

  @ParameterizedTest
  @CsvSource({"featuresCol", "labelCol", "weightCol", "validationIndicatorCol"})
  void aMissingColumnIsRefused(String param) {
    DeepFMClassifier classifier = classifier();
    classifier.set(classifier.getParam(param), "nowhere");
    assertRefused(
        param
            + " is 'nowhere', but there is no such column; the columns are id, label, features,"
            + " truth.",
        classifier,
        clicks);
  }

  @ParameterizedTest
  @CsvSource({
    "featuresCol, a vector; assemble it with FieldAssembler",
    "labelCol, a number; cast it first",
    "weightCol, a number; cast it first",
    "validationIndicatorCol, boolean; cast it first"
  })
  void aColumnOfTheWrongTypeIsRefused(String param, String expected) {
    DeepFMClassifier classifier = classifier();
    classifier.set(classifier.getParam(param), "text");
    assertRefused(
        "Column 'text' (" + param + ") has type string, but must be " + expected + ".",
        classifier,
        clicks.withColumn("text", functions.lit("1")));
  }

  @ParameterizedTest
  @CsvSource({"2.0D, 2.0", "-1.0D, -1.0", "0.5D, 0.5", "DOUBLE('NaN'), NaN", "NULL, null"})
  void aLabelThatIsNot0Or1IsRefused(String value, String shown) {
    assertRefused(
        "Column 'label' has the label "
            + shown
            + ", but labels must be 0 or 1; convert the column or drop such rows.",
        classifier(),
        withOne("label", value));
  }

  @ParameterizedTest
  @CsvSource({
    "-0.5D, -0.5",
    "DOUBLE('NaN'), NaN",
    "DOUBLE('Infinity'), Infinity",
    "1e39D, 1.0E39",
    "NULL, null",
  })
  void aWeightThatIsNotAFinitePositiveNumberIsRefused(String value, String shown) {
    Dataset<Row> data = clicks.withColumn("w", functions.expr("IF(id = 7, " + value + ", 1D)"));
    assertRefused(
        "Column 'w' has the row weight "
            + shown
            + ", but weights must be finite floats of at least 0; convert the column or drop such rows.",
        classifier().setWeightCol("w"),
        data);
  }

  @Test
  void weightsThatAreAll0AreRefused() {
    assertRefused(
        "All 200 training rows have the weight 0 in column 'w', but training needs some row with a"
            + " weight above 0.",
        classifier().setWeightCol("w"),
        clicks.withColumn("w", functions.lit(0)));
  }

  @ParameterizedTest
  @CsvSource({"NaN", "Infinity", "-Infinity", "1e39"})
  void aFeatureValueThatIsNotFiniteIsRefused(double value) {
    String sentence =
        "Column 'v' has the value "
            + value
            + " in field 'field1', but feature values must be finite floats; replace it by null"
            + " (missing) or drop such rows.";
    assertRefused(sentence, vectorClassifier(), vectors("sparse", functions.lit(value)));
    assertRefused(sentence, vectorClassifier(), vectors("dense", functions.lit(value)));
  }

  private DeepFMClassifier vectorClassifier() {
    return classifier().setFieldSizes(1, 2).setFeaturesCol("v");
  }

  /** Vectors of size 3, in one of which the value at index 1 is given. */
  private static Dataset<Row> vectors(String kind, Column value) {
    return clicks
        .withColumn(
            "a", functions.array(functions.lit(1.0), value.cast("double"), functions.lit(0.0)))
        .withColumn("usual", functions.expr("ARRAY(1D, label, 0D)"))
        .withColumn("v", array_to_vector(functions.expr("IF(id = 77, a, usual)")))
        .withColumn("v", "sparse".equals(kind) ? sparse("v") : functions.col("v"))
        .select("label", "v");
  }

  private static Column sparse(String column) {
    return functions
        .udf((UDF1<Vector, Vector>) Vector::toSparse, SQLDataTypes.VectorType())
        .apply(functions.col(column));
  }

  @Test
  void aNullVectorIsRefused() {
    assertRefused(
        "Column 'features' has a null features vector; assemble the features with FieldAssembler,"
            + " which leaves missing values out instead.",
        classifier(),
        clicks.withColumn(
            "features",
            functions
                .expr("IF(id = 77, NULL, features)")
                .as("features", clicks.schema().apply("features").metadata())));
  }

  @Test
  void aVectorOfTheWrongSizeIsRefused() {
    assertRefused(
        "Column 'v' has a vector of size 3, but its fields have 5 features together; assemble it"
            + " with FieldAssembler or correct fieldSizes.",
        vectorClassifier().setFieldSizes(1, 4),
        vectors("dense", functions.lit(1)));
  }

  @Test
  void anIndexOutsideItsFieldIsRefused() {
    Dataset<Row> data = clicks.select("label");
    VocabularyIndexer indexer = new VocabularyIndexer().setInputCols("label").setOutputCols("i");
    Dataset<Row> indexed = indexer.fit(data).transform(data);
    Dataset<Row> shifted =
        indexed.withColumn(
            "i", functions.expr("i + 5").as("i", indexed.schema().apply("i").metadata()));
    assertRefused(
        "Column 'i' has index 6, but its 3 indices run from 0 to 2.",
        new PipelineStage[] {new FieldAssembler().setInputCols("i"), classifier()},
        shifted);
  }

  @Test
  void aColumnOfNullsHasNoVocabulary() {
    assertRefused(
        "Column 'empty' holds no value in any row of the training data, so its vocabulary 'empty'"
            + " cannot be built; take it out of inputCols or give data that has values.",
        new PipelineStage[] {
          new VocabularyIndexer().setInputCols("empty").setOutputCols("i"),
          new FieldAssembler().setInputCols("i").setOutputCol("assembled"),
          classifier().setFeaturesCol("assembled")
        },
        clicks.withColumn("empty", functions.lit(null).cast("string")));
  }

  @Test
  void noRowsAreRefused() {
    String sentence =
        "There is no row to train on; the Dataset is empty or all its rows are for validation.";
    assertRefused(sentence, classifier(), clicks.where("id < 0"));
    assertRefused(sentence, classifier(), clicks.limit(0));
    assertRefused(
        sentence,
        classifier().setValidationIndicatorCol("v"),
        clicks.withColumn("v", functions.lit(true)));
  }

  @ParameterizedTest
  @CsvSource({"0", "1"})
  void oneClassOnlyIsRefused(int label) {
    Dataset<Row> data = clicks.where("label = " + label);
    assertRefused(
        String.format(
            "All %d training rows have the label %d in column 'label', but training needs both 0"
                + " and 1.",
            data.count(), label),
        classifier(),
        data);
  }

  @Test
  void theOtherClassAmongValidationRowsDoesNotHelp() {
    assertRefused(
        String.format(
            "All %d training rows have the label 0 in column 'label', but training needs both 0"
                + " and 1.",
            clicks.where("label = 0").count()),
        classifier().setValidationIndicatorCol("v"),
        clicks.withColumn("v", functions.expr("label = 1")));
  }

  @Test
  void aVectorColumnThatDoesNotSayItsFieldsIsRefused() {
    DeepFMClassifier classifier = vectorClassifier();
    classifier.clear(classifier.fieldSizes());
    assertRefused(
        "Column 'v' has no field metadata; assemble it with FieldAssembler or set fieldSizes.",
        classifier,
        vectors("dense", functions.lit(1)));
  }

  @Test
  void fieldsThatAreSaidTwiceAreRefused() {
    assertRefused(
        "fieldSizes is set, but column 'features' has field metadata that say its fields; clear"
            + " fieldSizes.",
        classifier().setFieldSizes(1, 94),
        clicks);
  }

  @Test
  void emptyFieldSizesAreRefused() {
    assertRefused(
        "There are 0 fields, but a model needs at least one.",
        vectorClassifier().setFieldSizes(),
        vectors("dense", functions.lit(1)));
  }
}
