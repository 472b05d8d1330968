package io.sparkdeepfm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.optim.Loss;
import io.sparkdeepfm.testing.SharedSpark;
import io.sparkdeepfm.train.EpochMetrics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Regressions against what is known of them without this library. */
@Tag("spark")
class DeepFMRegressorTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("features", SQLDataTypes.VectorType())
          .add("label", DataTypes.DoubleType)
          .add("weight", DataTypes.DoubleType)
          .add("held", DataTypes.BooleanType);

  private static final int USERS = 6;
  private static final int ITEMS = 5;

  @TempDir Path folder;

  @AfterEach
  void nothingStaysPersisted() {
    assertTrue(SharedSpark.get().sparkContext().getPersistentRDDs().isEmpty());
  }

  private static Dataset<Row> frame(List<Row> rows) {
    return SharedSpark.get().createDataFrame(rows, SCHEMA).coalesce(1);
  }

  private static Row row(Vector features, double label, double weight, boolean held) {
    return RowFactory.create(features, label, weight, held);
  }

  /** Three numbers per row; labels linear in them, with noise, or Poisson of such a log mean. */
  private static List<Row> numbers(int count, boolean counts) {
    Random random = new Random(5);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double[] x = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
      double mean = (counts ? 0.5 : 20) + 0.8 * x[0] - 0.5 * x[1] + 0.3 * x[2];
      double label = counts ? poisson(Math.exp(mean), random) : mean + random.nextGaussian();
      rows.add(row(Vectors.dense(x), label, 0.5 + random.nextDouble(), i % 5 == 0));
    }
    return rows;
  }

  private static int poisson(double mean, Random random) { // Knuth 1969
    double product = random.nextDouble();
    int count = 0;
    while (product > Math.exp(-mean)) {
      product *= random.nextDouble();
      count++;
    }
    return count;
  }

  /** One user and one item per row; the label is 3 + a_u + b_i + c_u d_i, without noise. */
  private static List<Row> ratings(int count) {
    Random random = new Random(3);
    double[] a = gaussians(USERS, random);
    double[] b = gaussians(ITEMS, random);
    double[] c = gaussians(USERS, random);
    double[] d = gaussians(ITEMS, random);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int u = random.nextInt(USERS);
      int j = random.nextInt(ITEMS);
      Vector features =
          Vectors.sparse(USERS + ITEMS, new int[] {u, USERS + j}, new double[] {1, 1});
      rows.add(row(features, 3 + a[u] + b[j] + c[u] * d[j], 1, i % 5 == 0));
    }
    return rows;
  }

  private static double[] gaussians(int count, Random random) {
    return random.doubles(count, -1, 1).toArray();
  }

  /** First order alone, in steps of all rows. */
  private static DeepFMRegressor linear() {
    return new DeepFMRegressor()
        .setFieldSizes(1, 1, 1)
        .setEmbeddingDim(1)
        .setHiddenUnits()
        .setSecondOrder(false)
        .setOptimizer("sgd")
        .setEmbeddingOptimizer("sgd")
        .setMomentum(0)
        .setBatchSize(1000)
        .setThreadsPerWorker(1)
        .setWeightCol("weight");
  }

  private static DeepFMRegressor factorizationMachine() {
    return new DeepFMRegressor()
        .setFieldSizes(USERS, ITEMS)
        .setEmbeddingDim(2)
        .setHiddenUnits()
        .setEmbeddingInitScale(0.3)
        .setLearningRate(0.02)
        .setEmbeddingLearningRate(0.02)
        .setBatchSize(50)
        .setThreadsPerWorker(1)
        .setNumEpochs(40);
  }

  private static double evaluate(DeepFMRegressionModel model, Dataset<Row> rows, String metric) {
    return new RegressionEvaluator().setMetricName(metric).evaluate(model.transform(rows));
  }

  @Test
  void aLinearModelIsTheSolutionOfTheNormalEquations() {
    List<Row> rows = numbers(200, false);
    DeepFMRegressionModel model =
        linear()
            .setLearningRate(0.3)
            .setEmbeddingLearningRate(0.3)
            .setNumEpochs(40)
            .fit(frame(rows));
    double[] solution = leastSquares(rows);
    for (Row row : rows.subList(0, 20)) {
      double[] x = row.<Vector>getAs(0).toArray();
      double expected = solution[0] + solution[1] * x[0] + solution[2] * x[1] + solution[3] * x[2];
      assertEquals(expected, model.predict(Vectors.dense(x)), 1e-4);
    }
  }

  /** (XᵀWX)⁻¹ XᵀWy with an intercept, by Gaussian elimination. */
  private static double[] leastSquares(List<Row> rows) {
    double[][] m = new double[4][5];
    for (Row row : rows) {
      double[] v = row.<Vector>getAs(0).toArray();
      double[] x = {1, v[0], v[1], v[2], row.getDouble(1)};
      for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 5; j++) {
          m[i][j] += row.getDouble(2) * x[i] * x[j];
        }
      }
    }
    for (int p = 0; p < 4; p++) {
      for (int i = 0; i < 4; i++) {
        double factor = i == p ? 0 : m[i][p] / m[p][p];
        for (int j = p; j < 5; j++) {
          m[i][j] -= factor * m[p][j];
        }
      }
    }
    return new double[] {
      m[0][4] / m[0][0], m[1][4] / m[1][1], m[2][4] / m[2][2], m[3][4] / m[3][3]
    };
  }

  @Test
  void withPoissonLossCoefficientsOfTheLogMeanAreRecovered() {
    List<Row> rows = numbers(2000, true);
    DeepFMRegressionModel model =
        linear()
            .setLoss("Poisson")
            .setBatchSize(2000)
            .setLearningRate(0.1)
            .setEmbeddingLearningRate(0.1)
            .setNumEpochs(40)
            .fit(frame(rows));
    double atZero = Math.log(model.predict(Vectors.dense(0, 0, 0)));
    assertEquals(0.5, atZero, 0.06);
    double[] slopes = {0.8, -0.5, 0.3};
    for (int k = 0; k < 3; k++) {
      double[] x = new double[3];
      x[k] = 1;
      assertEquals(slopes[k], Math.log(model.predict(Vectors.dense(x))) - atZero, 0.06);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"squared", "poisson"})
  void withoutAnyFeatureThePredictionIsTheWeightedMean(String loss) {
    List<Row> rows = new ArrayList<>();
    double sum = 0;
    double weights = 0;
    for (Row row : numbers(100, true)) {
      rows.add(row(Vectors.zeros(3), row.getDouble(1), row.getDouble(2), false));
      sum += row.getDouble(1) * row.getDouble(2);
      weights += row.getDouble(2);
    }
    DeepFMRegressionModel model =
        linear().setLoss(loss).setLearningRate(0.1).setNumEpochs(3).fit(frame(rows));
    assertEquals(sum / weights, model.predict(Vectors.zeros(3)), 1e-5);
    float bias = model.parameters().dense()[0];
    assertEquals(loss.equals("squared") ? sum / weights : Math.log(sum / weights), bias, 1e-5);
  }

  @Test
  void interactionsOfAFactorizationMachineAreRecovered() {
    Dataset<Row> rows = frame(ratings(600));
    DeepFMRegressionModel model = factorizationMachine().fit(rows);
    assertTrue(evaluate(model, rows, "rmse") < 0.03, () -> "" + evaluate(model, rows, "rmse"));
    DeepFMRegressionModel additive = factorizationMachine().setSecondOrder(false).fit(rows);
    assertTrue(evaluate(additive, rows, "rmse") > 0.15, "the labels do need interactions");
  }

  @ParameterizedTest
  @CsvSource({
    "parameters, 2, mlp, field, weighted, adam",
    "gradients, 2, mlp, feature, sum, adagrad",
    "parameters, 1, final, feature, sum, ftrl"
  })
  void whatTheClassifierCanBeTheRegressorCanToo(
      String averaging, int workers, String deep, String interaction, String head, String optim) {
    Dataset<Row> rows = frame(ratings(400)).repartition(2);
    DeepFMRegressor regressor =
        factorizationMachine()
            .setHiddenUnits(8)
            .setBatchNorm(true)
            .setAveraging(averaging)
            .setNumWorkers(workers)
            .setDeep(deep)
            .setInteraction(interaction)
            .setHead(head)
            .setEmbeddingOptimizer(optim)
            .setL2(1e-5)
            .setNumEpochs(6);
    assertTrue(evaluate(regressor.fit(rows), rows, "r2") > 0.3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"squared", "poisson"})
  void epochsAreComparedByTheErrorOfTheHeldOutRows(String loss) {
    Dataset<Row> rows = frame(numbers(300, true));
    DeepFMRegressionModel model =
        linear()
            .setLoss(loss)
            .setBatchSize(20)
            .setLearningRate(0.05)
            .setValidationIndicatorCol("held")
            .setNumEpochs(8)
            .setEarlyStoppingPatience(2)
            .fit(rows);
    TrainingSummary summary = model.summary();
    RegressionSummary held = model.evaluate(rows.where("held"));
    double error =
        loss.equals("squared") ? held.rootMeanSquaredError() : held.meanPoissonDeviance();
    assertEquals(error, summary.best().validationError(), 1e-5);
    double least =
        summary.history().stream().mapToDouble(EpochMetrics::validationError).min().orElseThrow();
    assertEquals(least, summary.best().validationError());
    assertTrue(Double.isNaN(summary.best().validationAuc()));
    assertEquals(240, summary.examples());
    assertEquals(60, summary.validationExamples());
    assertEquals(0, summary.positives());
    assertEquals(loss.equals("squared") ? Loss.SQUARED : Loss.POISSON, summary.loss());
    String page = summary.reportHtml();
    assertTrue(page.contains(loss.equals("squared") ? "Validation RMSE" : "Poisson deviance"));
    assertFalse(page.contains("ROC"));
  }

  @Test
  void theSummaryOfAnEvaluationAgreesWithSparksEvaluator() {
    Dataset<Row> rows = frame(numbers(200, false));
    DeepFMRegressionModel model = linear().setNumEpochs(2).setLearningRate(0.1).fit(rows);
    RegressionSummary summary = model.evaluate(rows);
    RegressionEvaluator spark = new RegressionEvaluator().setWeightCol("weight");
    Dataset<Row> scored = model.transform(rows);
    assertEquals(
        spark.setMetricName("rmse").evaluate(scored), summary.rootMeanSquaredError(), 1e-12);
    assertEquals(spark.setMetricName("mse").evaluate(scored), summary.meanSquaredError(), 1e-12);
    assertEquals(spark.setMetricName("mae").evaluate(scored), summary.meanAbsoluteError(), 1e-12);
    assertEquals(spark.setMetricName("r2").evaluate(scored), summary.r2(), 1e-12);
    assertEquals(spark.setMetricName("var").evaluate(scored), summary.explainedVariance(), 1e-12);
    assertEquals(200, summary.numInstances());
    assertEquals(
        summary.meanAbsoluteError() > 0,
        summary.residuals().agg(functions.max("residuals")).head().getDouble(0) > 0);
    assertEquals("features", summary.featuresCol());
    assertEquals("weight", summary.weightCol());
  }

  @Test
  void aCrossValidatorChoosesTheBetterLearningRate() {
    Dataset<Row> rows = frame(ratings(300));
    DeepFMRegressor regressor = factorizationMachine().setNumEpochs(4);
    ParamMap[] grid =
        new ParamGridBuilder()
            .addGrid(regressor.embeddingLearningRate(), new double[] {1e-6, 0.05})
            .build();
    CrossValidatorModel chosen =
        new CrossValidator()
            .setEstimator(regressor)
            .setEvaluator(new RegressionEvaluator())
            .setEstimatorParamMaps(grid)
            .setNumFolds(2)
            .fit(rows);
    assertEquals(
        0.05, ((DeepFMRegressionModel) chosen.bestModel()).getEmbeddingLearningRate(), 1e-12);
  }

  @ParameterizedTest
  @ValueSource(strings = {"squared", "poisson"})
  void theTermsOfAnExplanationAddUpToTheOutput(String loss) {
    Dataset<Row> rows = frame(ratings(100)).withColumn("label", functions.expr("abs(label)"));
    DeepFMRegressionModel model =
        factorizationMachine()
            .setHiddenUnits(4)
            .setLoss(loss)
            .setNumEpochs(3)
            .setExplainCol("why")
            .fit(rows);
    for (Row row : model.transform(rows).limit(10).collectAsList()) {
      Row why = row.getAs("why");
      double sum = why.<Double>getAs("bias") + why.<Double>getAs("deep");
      for (Object term : why.getJavaMap(why.fieldIndex("firstOrder")).values()) {
        sum += (Double) term;
      }
      for (Object pair : why.getList(why.fieldIndex("secondOrder"))) {
        sum += ((Row) pair).<Double>getAs("term");
      }
      double prediction = row.<Double>getAs("prediction");
      assertEquals(loss.equals("squared") ? prediction : Math.log(prediction), sum, 1e-5);
      assertEquals(model.predict(row.getAs("features")), prediction, 1e-5);
    }
  }

  @Test
  void aFieldThatTellsNothingHasNoImportance() {
    List<Row> rows = new ArrayList<>();
    for (Row row : numbers(500, false)) {
      double[] x = row.<Vector>getAs(0).toArray();
      rows.add(row(Vectors.dense(x), 5 + 2 * x[0], 1, false));
    }
    DeepFMRegressionModel model =
        linear()
            .setLearningRate(0.3)
            .setEmbeddingLearningRate(0.3)
            .setNumEpochs(30)
            .fit(frame(rows));
    List<Row> importance =
        new PermutationImportance().setNumRepeats(2).run(model, frame(rows)).collectAsList();
    assertEquals("field0", importance.get(0).getString(0));
    // √E(2x − 2x')² with x' of the same variance
    assertEquals(2 * Math.sqrt(2), importance.get(0).getDouble(1), 0.3);
    assertEquals(0, importance.get(1).getDouble(1), 1e-3);
    assertEquals(0, importance.get(0).getDouble(3), 1e-3);
  }

  @Test
  void aSavedModelIsTheSame() throws Exception {
    Dataset<Row> rows = frame(ratings(200));
    DeepFMRegressor regressor = factorizationMachine().setLoss("poisson").setNumEpochs(2);
    Dataset<Row> counts = rows.withColumn("label", functions.expr("abs(label)"));
    DeepFMRegressionModel model = regressor.fit(counts);
    String path = folder.resolve("model").toString();
    model.write().save(path);
    DeepFMRegressionModel loaded = DeepFMRegressionModel.load(path);
    assertEquals(
        model.transform(rows).select("prediction").collectAsList(),
        loaded.transform(rows).select("prediction").collectAsList());
    assertEquals(model.summary(), loaded.summary());
    assertEquals(Loss.POISSON, loaded.config().loss());
    assertEquals("poisson", loaded.getLoss());
    String estimator = folder.resolve("estimator").toString();
    regressor.write().save(estimator);
    assertEquals("poisson", DeepFMRegressor.load(estimator).getLoss());
    DeepFMRegressionModel again =
        DeepFMRegressor.load(estimator).setInitialModelPath(path).setNumEpochs(3).fit(counts);
    assertTrue(again.summary().warmStart().isWarmStart());
    assertNotEquals(model.parameters().dense()[0], again.parameters().dense()[0]);
  }
}
