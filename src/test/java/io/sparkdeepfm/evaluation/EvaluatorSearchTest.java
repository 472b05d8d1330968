package io.sparkdeepfm.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.testing.SharedSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.ml.tuning.TrainValidationSplitModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each evaluator in Spark's searches, which must take the better of two models, not the worse. */
@Tag("spark")
class EvaluatorSearchTest {
  private static Dataset<Row> rows;

  private final LogisticRegression regression = new LogisticRegression().setMaxIter(8);

  /** Worse first: without an intercept the mean probability is near 0.5, the rate about 0.15. */
  private final ParamMap[] calibrations = {
    ParamMap.empty().put(regression.fitIntercept().w(false)),
    ParamMap.empty().put(regression.fitIntercept().w(true))
  };

  /** Worse first: the larger penalty leaves no coefficient, hence the base rate for each row. */
  private final ParamMap[] rankings =
      new ParamGridBuilder().addGrid(regression.regParam(), new double[] {5, 0}).build();

  @BeforeAll
  static void drawRows() {
    Random random = new Random(11);
    List<Row> list = new ArrayList<>();
    for (int i = 0; i < 900; i++) {
      double x = random.nextGaussian();
      double probability = 1 / (1 + Math.exp(3 - 2 * x));
      double label = random.nextDouble() < probability ? 1 : 0;
      list.add(RowFactory.create(i % 7, label, Vectors.dense(x, random.nextGaussian())));
    }
    StructType schema =
        StructType.fromDDL("user INT, label DOUBLE").add("features", SQLDataTypes.VectorType());
    rows = SharedSpark.get().createDataFrame(list, schema).coalesce(2);
  }

  static Stream<ScoreEvaluator<?>> ofRanking() {
    return Stream.of(
        new LogLossEvaluator(),
        new NormalizedEntropyEvaluator(),
        new GroupAucEvaluator().setGroupCol("user"));
  }

  static Stream<ScoreEvaluator<?>> ofCalibration() {
    return Stream.of(
        new CalibrationEvaluator(),
        new CalibrationEvaluator().setMetricName("expectedCalibrationError"));
  }

  private CrossValidatorModel search(ScoreEvaluator<?> evaluator, ParamMap[] grid) {
    return new CrossValidator()
        .setEstimator(regression.setElasticNetParam(1))
        .setEstimatorParamMaps(grid)
        .setEvaluator(evaluator)
        .setNumFolds(2)
        .setSeed(1)
        .fit(rows);
  }

  @ParameterizedTest
  @MethodSource("ofRanking")
  void crossValidationTakesTheModelThatRanks(ScoreEvaluator<?> evaluator) {
    CrossValidatorModel found = search(evaluator, rankings);
    assertEquals(0, ((LogisticRegressionModel) found.bestModel()).getRegParam());
    double gain = found.avgMetrics()[1] - found.avgMetrics()[0];
    assertTrue((evaluator.isLargerBetter() ? gain : -gain) > 0.05, "gain " + gain);
  }

  @ParameterizedTest
  @MethodSource("ofCalibration")
  void crossValidationTakesTheModelThatIsCalibrated(ScoreEvaluator<?> evaluator) {
    CrossValidatorModel found = search(evaluator, calibrations);
    assertTrue(((LogisticRegressionModel) found.bestModel()).getFitIntercept());
    assertTrue(found.avgMetrics()[1] < found.avgMetrics()[0] - 0.05);
  }

  @Test
  void aSplitTakesTheModelThatRanks() {
    TrainValidationSplitModel found =
        new TrainValidationSplit()
            .setEstimator(regression.setElasticNetParam(1))
            .setEstimatorParamMaps(rankings)
            .setEvaluator(new GroupAucEvaluator().setGroupCol("user"))
            .setSeed(1)
            .fit(rows);
    assertEquals(0, ((LogisticRegressionModel) found.bestModel()).getRegParam());
  }

  @Test
  void aSavedSearchKeepsItsEvaluator(@TempDir Path folder) throws Exception {
    GroupAucEvaluator evaluator = new GroupAucEvaluator().setGroupCol("user");
    CrossValidator validator =
        new CrossValidator()
            .setEstimator(regression)
            .setEstimatorParamMaps(rankings)
            .setEvaluator(evaluator);
    String path = folder.resolve("search").toString();
    validator.write().save(path);
    GroupAucEvaluator loaded = (GroupAucEvaluator) CrossValidator.load(path).getEvaluator();
    assertEquals(evaluator.uid(), loaded.uid());
    assertEquals("user", loaded.getGroupCol());
  }
}
