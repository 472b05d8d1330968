package io.sparkdeepfm;

import static io.sparkdeepfm.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.evaluation.CalibrationEvaluator;
import io.sparkdeepfm.evaluation.NormalizedEntropyEvaluator;
import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.ClickRows;
import java.util.List;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.classification.OneVsRestModel;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.shared.HasSeed;
import org.apache.spark.ml.param.shared.HasWeightCol;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What users of Spark's own models expect of a model: evaluate, weights, one model for threads. */
@Tag("spark")
@Tag("spark4")
class PredictionSummaryTest {
  private static Dataset<Row> clicks;
  private static DeepFMClassificationModel model;
  private static PredictionSummary summary;

  @BeforeAll
  static void train() {
    clicks =
        ClickRows.next(ClickGenerator.linear(7), 1500)
            .withColumn("w", functions.expr("id % 3 + 0.5"))
            .persist();
    model = TinyModels.classifier().setWeightCol("w").fit(clicks);
    summary = model.evaluate(clicks);
  }

  @AfterAll
  static void nothingStaysPersisted() {
    clicks.unpersist();
  }

  private static double area(String name, int numBins) {
    return new BinaryClassificationEvaluator()
        .setMetricName(name)
        .setNumBins(numBins)
        .setWeightCol("w")
        .evaluate(model.transform(clicks));
  }

  private static double multiclass(String name) {
    return new MulticlassClassificationEvaluator()
        .setMetricName(name)
        .setWeightCol("w")
        .evaluate(model.transform(clicks));
  }

  @Test
  void areasAccuracyAndLogLossAreThoseOfMllib() {
    assertEquals(area("areaUnderROC", 0), summary.areaUnderROC(), 1e-12);
    assertEquals(area("areaUnderPR", 1000), summary.areaUnderPR(), 1e-3);
    assertEquals(multiclass("accuracy"), summary.accuracy(), 1e-12);
    assertEquals(multiclass("logLoss"), summary.logLoss(), 1e-9);
  }

  @Test
  void calibrationIsThatOfTheEvaluators() {
    Dataset<Row> scored = summary.predictions();
    CalibrationEvaluator calibration = new CalibrationEvaluator().setWeightCol("w");
    assertEquals(calibration.ratio(scored), summary.calibration(), 1e-12);
    assertEquals(
        calibration.setMetricName("expectedCalibrationError").evaluate(scored),
        summary.expectedCalibrationError(),
        1e-12);
    assertEquals(
        new NormalizedEntropyEvaluator().setWeightCol("w").evaluate(scored),
        summary.normalizedEntropy(),
        1e-12);
  }

  @Test
  void curvesHaveTheColumnsOfSparksSummaries() {
    assertArrayEquals(new String[] {"FPR", "TPR"}, summary.roc().columns());
    assertArrayEquals(new String[] {"recall", "precision"}, summary.pr().columns());
    assertArrayEquals(new String[] {"threshold", "F-Measure"}, curve().columns());
    List<Row> roc = summary.roc().collectAsList();
    double area = 0;
    for (int i = 1; i < roc.size(); i++) {
      double width = roc.get(i).getDouble(0) - roc.get(i - 1).getDouble(0);
      area += width * (roc.get(i).getDouble(1) + roc.get(i - 1).getDouble(1)) / 2;
    }
    assertEquals(summary.areaUnderROC(), area, 1e-3);
  }

  private static Dataset<Row> curve() {
    return summary.fMeasureByThreshold();
  }

  @Test
  void aPointOfACurveByItsDefinition() {
    Row precision = summary.precisionByThreshold().collectAsList().get(700);
    Row recall = summary.recallByThreshold().collectAsList().get(700);
    double threshold = precision.getDouble(0);
    double hits = 0;
    double chosen = 0;
    double positives = 0;
    for (Row row : summary.predictions().select("probability", "label", "w").collectAsList()) {
      double weight = ((Number) row.getDecimal(2)).doubleValue();
      boolean isChosen = row.<Vector>getAs(0).apply(1) >= threshold;
      positives += row.getDouble(1) * weight;
      chosen += isChosen ? weight : 0;
      hits += isChosen ? row.getDouble(1) * weight : 0;
    }
    assertEquals(hits / chosen, precision.getDouble(1), 1e-9);
    assertEquals(hits / positives, recall.getDouble(1), 1e-9);
    assertEquals(threshold, recall.getDouble(0));
  }

  @Test
  void aModelThatAddsNoProbabilityIsEvaluatedToo() {
    DeepFMClassificationModel quiet = model.copy(ParamMap.empty());
    quiet.setProbabilityCol("").setPredictionCol("");
    quiet.setWeightCol("");
    PredictionSummary unweighted = quiet.evaluate(clicks);
    assertNull(unweighted.weightCol());
    assertEquals("label", unweighted.labelCol());
    assertTrue(
        unweighted
            .predictions()
            .schema()
            .contains(unweighted.predictions().schema().apply(unweighted.scoreCol())));
    assertTrue(unweighted.accuracy() > 0.5);
  }

  @Test
  void rowsThatCannotBeEvaluatedAreRefused() {
    assertRefused(
        "labelCol is 'label', but there is no such column; the columns are id, features, truth, w,"
            + " rawPrediction, probability, prediction.",
        () -> model.evaluate(clicks.drop("label")));
    assertRefused(
        "There are 0 rows to evaluate, none with a row weight above 0; check how the data was split"
            + " or filtered.",
        () -> model.evaluate(clicks.where("id < 0")).logLoss());
  }

  @Test
  void sparkSeesWeightsAndSeed() {
    HasWeightCol weighted = TinyModels.classifier();
    assertEquals("weightCol", weighted.weightCol().name());
    HasSeed seeded = TinyModels.classifier().setSeed(3);
    assertEquals(3, seeded.getSeed());
    OneVsRestModel several =
        new OneVsRest().setClassifier(TinyModels.classifier()).setWeightCol("w").fit(clicks);
    assertEquals("w", ((DeepFMClassificationModel) several.models()[0]).getWeightCol());
  }

  @Test
  void threadsShareAModel() {
    List<Vector> vectors =
        clicks.select("features").limit(400).collectAsList().stream()
            .map(row -> row.<Vector>getAs(0))
            .toList();
    List<Vector> expected = vectors.stream().map(model::predictRaw).toList();
    List<Vector> actual = vectors.parallelStream().map(model::predictRaw).toList();
    assertEquals(expected, actual);
  }

  @Test
  void theParametersThatAreHandedOutAreACopy() {
    float before = model.parameters().dense()[0];
    model.parameters().dense()[0] = before + 1;
    assertEquals(before, model.parameters().dense()[0]);
  }
}
