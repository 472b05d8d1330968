package io.sparkdeepfm;

import static io.sparkdeepfm.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.testing.Frames;
import io.sparkdeepfm.testing.SharedSpark;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a regression refuses, each in its sentence. */
@Tag("spark")
class BadRegressionTest {
  @TempDir Path folder;

  @AfterEach
  void nothingStaysPersisted() {
    assertTrue(SharedSpark.get().sparkContext().getPersistentRDDs().isEmpty());
  }

  private static Dataset<Row> labels(Double... labels) {
    StructType schema =
        new StructType()
            .add("features", SQLDataTypes.VectorType())
            .add("label", DataTypes.DoubleType);
    return SharedSpark.get()
        .createDataFrame(
            Arrays.stream(labels)
                .map(label -> RowFactory.create(Vectors.dense(1, 0.5), label))
                .toList(),
            schema);
  }

  private static DeepFMRegressor regressor(String loss) {
    return new DeepFMRegressor()
        .setLoss(loss)
        .setFieldSizes(1, 1)
        .setHiddenUnits(2)
        .setEmbeddingDim(1)
        .setNumEpochs(1);
  }

  private static DeepFMClassifier classifier() {
    return new DeepFMClassifier()
        .setFieldSizes(1, 1)
        .setHiddenUnits(2)
        .setEmbeddingDim(1)
        .setNumEpochs(1);
  }

  @Test
  void labelsThatAreNoNumbersOrBelow0WithPoissonLoss() {
    assertRefused(
        "Column 'label' has the label NaN, but labels must be finite floats; convert the column or"
            + " drop such rows.",
        () -> regressor("squared").fit(labels(1.0, Double.NaN)));
    assertRefused(
        "Column 'label' has the label null, but labels must be finite floats; convert the column"
            + " or drop such rows.",
        () -> regressor("squared").fit(labels(1.0, null)));
    assertRefused(
        "Column 'label' has the label -1.0, but labels must be finite floats of at least 0 with"
            + " loss 'poisson'; convert the column or drop such rows.",
        () -> regressor("poisson").fit(labels(1.0, -1.0)));
    assertRefused(
        "All 2 training rows of a weight above 0 have the label 0 in column 'label', but loss"
            + " 'poisson' needs some label above 0.",
        () -> regressor("poisson").fit(labels(0.0, 0.0)));
  }

  @Test
  void aColumnOfStringsIsNoLabel() {
    Dataset<Row> rows = labels(1.0, 2.0).withColumn("label", functions.lit("three"));
    assertRefused(
        "Column 'label' (labelCol) has type string, but must be a number; cast it first.",
        () -> regressor("squared").fit(rows));
  }

  @Test
  void anotherLoss() {
    assertRefused(
        "loss is absolute, but must be one of squared, poisson.", () -> regressor("absolute"));
  }

  @Test
  void theOtherEngine() {
    assertRefused(
        "engine 'dl4j' does not have loss 'squared'; choose engine 'cpu', which does, or train a"
            + " DeepFMClassifier.",
        () -> regressor("squared").setEngine("dl4j").fit(labels(1.0, 2.0)));
  }

  @Test
  void validationRowsWithoutWeight() {
    Dataset<Row> rows =
        labels(1.0, 2.0, 3.0)
            .withColumn("held", functions.expr("label = 3"))
            .withColumn("weight", functions.expr("IF(held, 0, 1)"));
    assertRefused(
        "validationIndicatorCol 'held' leaves 1 validation rows, none of a weight above 0; choose"
            + " other rows.",
        () ->
            regressor("squared")
                .setValidationIndicatorCol("held")
                .setWeightCol("weight")
                .fit(rows));
  }

  @Test
  void whatIsOfClassesOnlyIsNoParam() {
    for (String name :
        new String[] {"positiveWeight", "negativeSamplingRate", "validationMetric"}) {
      assertFalse(new DeepFMRegressor().hasParam(name), name);
      assertTrue(new DeepFMClassifier().hasParam(name), name);
    }
    assertFalse(new DeepFMClassifier().hasParam("loss"));
  }

  @Test
  void aClassifierIsNoRegressorAndARegressorNoClassifier() throws Exception {
    Dataset<Row> rows = labels(0.0, 1.0);
    String classes = folder.resolve("classes").toString();
    classifier().fit(rows).write().save(classes);
    String numbers = folder.resolve("numbers").toString();
    regressor("squared").fit(rows).write().save(numbers);
    Frames.assertRefused(
        "is of class io.sparkdeepfm.DeepFMClassificationModel, but"
            + " io.sparkdeepfm.DeepFMRegressionModel was to be loaded; load it with its own class.",
        () -> DeepFMRegressionModel.load(classes));
    Frames.assertRefused(
        "is of class io.sparkdeepfm.DeepFMRegressionModel, but"
            + " io.sparkdeepfm.DeepFMClassificationModel was to be loaded; load it with its own",
        () -> DeepFMClassificationModel.load(numbers));
    assertRefused(
        "initialModelPath '"
            + classes
            + "' holds no DeepFMRegressionModel; name a saved one, or a saved PipelineModel that has"
            + " one.",
        () -> regressor("squared").setInitialModelPath(classes).fit(rows));
    Frames.assertRefused("loss", () -> regressor("poisson").setInitialModelPath(numbers).fit(rows));
  }

  @Test
  void metricsOfClassesAndOfNumbersAreNotMixed() {
    Dataset<Row> rows = labels(0.0, 1.0);
    DeepFMRegressionModel numbers = regressor("squared").fit(rows);
    DeepFMClassificationModel classes = classifier().fit(rows);
    assertRefused(
        "metric is 'auc', which is a classifier's; use error for a regression.",
        () -> new PermutationImportance().setMetric("auc").run(numbers, rows));
    assertRefused(
        "metric is 'error', which is a regression's; use auc or logLoss for a classifier.",
        () -> new PermutationImportance().setMetric("error").run(classes, rows));
  }

  @Test
  void rowsThatCannotBeMeasured() {
    DeepFMRegressionModel model = regressor("squared").fit(labels(0.0, 1.0));
    assertRefused(
        "Column 'label' has the label NaN, but it must be finite; correct the column or drop such"
            + " rows.",
        () -> model.evaluate(labels(1.0, Double.NaN)).r2());
    assertRefused(
        "There are 0 rows to evaluate, none with a row weight above 0; check how the data was"
            + " split or filtered.",
        () -> model.evaluate(labels(1.0).limit(0)).r2());
    assertRefused(
        "Column 'weight' has the row weight -1.0, but it must be finite and at least 0; correct the"
            + " column or drop such rows.",
        () ->
            model
                .setWeightCol("weight")
                .evaluate(labels(1.0).withColumn("weight", functions.lit(-1.0)))
                .r2());
  }
}
