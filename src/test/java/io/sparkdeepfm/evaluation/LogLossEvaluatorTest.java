package io.sparkdeepfm.evaluation;

import static io.sparkdeepfm.evaluation.ScoreFrames.frame;
import static io.sparkdeepfm.evaluation.ScoreFrames.row;
import static io.sparkdeepfm.evaluation.ScoreFrames.unweighted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.sparkdeepfm.testing.SharedSpark;
import java.util.List;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("spark")
class LogLossEvaluatorTest {
  private final LogLossEvaluator evaluator = new LogLossEvaluator();

  private static Dataset<Row> vectors(List<ScoreFrames.Score> scores) {
    StructType schema =
        StructType.fromDDL("label DOUBLE, prediction DOUBLE, weight DOUBLE")
            .add("probability", SQLDataTypes.VectorType());
    List<Row> rows = scores.stream().map(LogLossEvaluatorTest::withVector).toList();
    return SharedSpark.get().createDataFrame(rows, schema);
  }

  private static Row withVector(ScoreFrames.Score score) {
    Vector probability = Vectors.dense(1 - score.probability(), score.probability());
    return RowFactory.create(score.label(), 0.0, score.weight(), probability);
  }

  @Test
  void theMeanByHand() {
    double loss = evaluator.evaluate(unweighted(new double[] {1, 0.8}, new double[] {0, 0.4}));
    assertEquals(-(Math.log(0.8) + Math.log(0.6)) / 2, loss, 1e-15);
    assertFalse(evaluator.isLargerBetter());
  }

  @Test
  void itIsTheLossThatSparkComputesOfVectorsWithWeights() {
    Dataset<Row> rows = vectors(ScoreFrames.tied(1, 300));
    double spark =
        new MulticlassClassificationEvaluator()
            .setMetricName("logLoss")
            .setWeightCol("weight")
            .evaluate(rows);
    assertEquals(spark, evaluator.setWeightCol("weight").evaluate(rows), 1e-9);
  }

  @Test
  void certaintyThatIsWrongCostsTheLogarithmOfTheBound() {
    double loss = evaluator.evaluate(unweighted(new double[] {1, 0}, new double[] {0, 0}));
    assertEquals(-Math.log(1e-15) / 2, loss, 1e-14);
    double other = evaluator.evaluate(unweighted(new double[] {0, 1}, new double[] {1, 1}));
    assertEquals(-Math.log(1e-15) / 2, other, 1e-14);
  }

  @Test
  void smallProbabilitiesKeepTheirDigits() {
    assertEquals(1e-9, evaluator.evaluate(unweighted(new double[] {0, 1e-9})), 1e-17);
  }

  @Test
  void sparseVectorsAreReadToo() {
    Row row = RowFactory.create(1, Vectors.sparse(2, new int[] {1}, new double[] {0.5}));
    StructType schema =
        new StructType().add("label", DataTypes.IntegerType).add("p", SQLDataTypes.VectorType());
    Dataset<Row> rows = SharedSpark.get().createDataFrame(List.of(row), schema);
    assertEquals(Math.log(2), evaluator.setProbabilityCol("p").evaluate(rows), 1e-15);
  }

  @Test
  void columnsMayBeOfAnyNumericTypeAndName() {
    Dataset<Row> rows =
        frame(
            "`a.label` INT, `a``p` FLOAT, `w w` BIGINT",
            row(1, 0.5f, 3L),
            row(0, 0.25f, 1L),
            row(0, 0.99f, 0L));
    evaluator.setLabelCol("a.label").setProbabilityCol("a`p").setWeightCol("w w");
    assertEquals(-(3 * Math.log(0.5) + Math.log(0.75)) / 4, evaluator.evaluate(rows), 1e-15);
  }

  @Test
  void anEmptyWeightColumnIsNone() {
    Dataset<Row> rows = unweighted(new double[] {1, 0.5});
    assertEquals(Math.log(2), evaluator.setWeightCol("").evaluate(rows), 1e-15);
  }
}
