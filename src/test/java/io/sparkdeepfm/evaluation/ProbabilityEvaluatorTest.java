package io.sparkdeepfm.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.testing.Refusals;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One evaluator for every metric, against MLlib and against the evaluators of one metric each. */
@Tag("spark")
@Tag("spark4")
class ProbabilityEvaluatorTest {
  private final Dataset<Row> rows = ScoreFrames.of(ScoreFrames.tied(5, 500));

  private static ProbabilityEvaluator evaluator(String metric) {
    return new ProbabilityEvaluator().setMetricName(metric).setWeightCol("weight");
  }

  @Test
  void everyMetricIsThatOfItsOwnEvaluator() {
    assertEquals(
        new LogLossEvaluator().setWeightCol("weight").evaluate(rows),
        new ProbabilityEvaluator().setWeightCol("weight").evaluate(rows));
    assertEquals(
        new NormalizedEntropyEvaluator().setWeightCol("weight").evaluate(rows),
        evaluator("normalizedEntropy").evaluate(rows));
    CalibrationEvaluator calibration = new CalibrationEvaluator().setWeightCol("weight");
    assertEquals(calibration.evaluate(rows), evaluator("calibration").evaluate(rows));
    assertEquals(
        calibration.setMetricName("expectedCalibrationError").setNumBins(7).evaluate(rows),
        evaluator("expectedCalibrationError").setNumBins(7).evaluate(rows));
    assertEquals(
        new GroupAucEvaluator()
            .setWeightCol("weight")
            .setGroupCol("group")
            .setGroupWeighting("positives")
            .evaluate(rows),
        evaluator("groupAuc").setGroupCol("group").setGroupWeighting("positives").evaluate(rows));
  }

  @Test
  void areaAndLogLossAreThoseOfMllib() {
    double area =
        new BinaryClassificationEvaluator()
            .setRawPredictionCol("probability")
            .setWeightCol("weight")
            .setNumBins(0)
            .evaluate(rows);
    assertEquals(area, evaluator("areaUnderROC").evaluate(rows), 1e-12);
    Dataset<Row> vectors =
        rows.selectExpr(
                "label", "weight", "0D AS prediction", "array(1 - probability, probability) AS p")
            .withColumn(
                "probability", functions.array_to_vector(org.apache.spark.sql.functions.col("p")));
    double loss =
        new MulticlassClassificationEvaluator()
            .setMetricName("logLoss")
            .setWeightCol("weight")
            .evaluate(vectors);
    assertEquals(loss, evaluator("logLoss").evaluate(vectors), 1e-9);
  }

  @Test
  void areasAndGroupAucsAreBetterIfLarger() {
    for (String metric : List.of("areaUnderRoc", "groupAuc")) {
      assertTrue(evaluator(metric).isLargerBetter(), metric);
    }
    for (String metric :
        List.of("logLoss", "normalizedEntropy", "calibration", "expectedCalibrationError")) {
      assertFalse(evaluator(metric).isLargerBetter(), metric);
    }
  }

  @Test
  void theMetricIsKeptInItsFile(@TempDir Path folder) throws Exception {
    ProbabilityEvaluator evaluator =
        evaluator("GROUPAUC").setGroupCol("group").setNumBins(3).setGroupWeighting("Equal");
    String path = folder.resolve("evaluator").toString();
    evaluator.write().save(path);
    ProbabilityEvaluator loaded = ProbabilityEvaluator.load(path);
    assertEquals("GROUPAUC", loaded.getMetricName());
    assertEquals(3, loaded.getNumBins());
    assertEquals(evaluator.evaluate(rows), loaded.evaluate(rows));
  }

  @Test
  void unknownMetricsAndOneClassAreRefused() {
    Refusals.assertRefused(
        "metricName is f1, but must be one of logLoss, normalizedEntropy, calibration,"
            + " expectedCalibrationError, groupAuc, areaUnderRoc.",
        () -> evaluator("f1"));
    Dataset<Row> positives = ScoreFrames.unweighted(new double[] {1, 0.5});
    Refusals.assertRefused(
        "Column 'label' has the label 1 in all rows with weight, but the area under the ROC curve"
            + " needs both 0 and 1; evaluate more rows or take the log loss.",
        () -> evaluator("areaUnderROC").evaluate(positives));
  }
}
