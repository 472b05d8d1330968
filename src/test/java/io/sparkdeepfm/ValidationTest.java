package io.sparkdeepfm;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.ClickRows;
import io.sparkdeepfm.train.EpochMetrics;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What follows from the validation rows: best epoch, early stop, falling learning rate. */
@Tag("spark")
class ValidationTest {
  private static Dataset<Row> clicks;

  @BeforeAll
  static void generateClicks() {
    clicks =
        ClickRows.next(ClickGenerator.interacting(3), 1500)
            .withColumn("isValidation", expr("id % 4 = 0"));
  }

  /** So fast that it overfits within a few epochs. */
  private static DeepFMClassifier overfitting() {
    return new DeepFMClassifier()
        .setEmbeddingDim(8)
        .setHiddenUnits(32)
        .setBatchSize(64)
        .setLearningRate(0.02)
        .setNumEpochs(12)
        .setNumWorkers(1)
        .setThreadsPerWorker(1)
        .setValidationIndicatorCol("isValidation");
  }

  private static double auc(DeepFMClassificationModel model, Dataset<Row> rows) {
    return new BinaryClassificationEvaluator().setNumBins(0).evaluate(model.transform(rows));
  }

  private static int best(List<EpochMetrics> history, Comparator<EpochMetrics> order) {
    return history.stream().max(order).orElseThrow().epoch();
  }

  @Test
  void theModelHasTheParametersOfTheBestEpoch() {
    DeepFMClassificationModel model =
        overfitting()
            .setValidationMetric("auc")
            .setEarlyStoppingPatience(0)
            .setLearningRateSchedule("constant")
            .fit(clicks);
    TrainingSummary summary = model.summary();
    assertEquals(12, summary.history().size());
    assertEquals(
        best(summary.history(), Comparator.comparing(EpochMetrics::validationAuc)),
        summary.bestEpoch());
    assertTrue(summary.bestEpoch() < 12, "the last epoch is the best, which shows nothing");
    assertTrue(summary.best().validationAuc() > summary.lastEpoch().validationAuc());
    assertEquals(summary.best().validationAuc(), auc(model, clicks.where("isValidation")), 1e-9);
  }

  @Test
  void trainingStopsAfterEpochsWithoutImprovement() {
    TrainingSummary summary =
        overfitting()
            .setEarlyStoppingPatience(3)
            .setValidationMetric("logLoss")
            .setLearningRateSchedule("constant")
            .fit(clicks)
            .summary();
    assertEquals(
        best(summary.history(), Comparator.comparing(e -> -e.validationLogLoss())),
        summary.bestEpoch());
    assertEquals(summary.bestEpoch() + 3, summary.history().size());
    assertTrue(summary.history().size() < 12);
  }

  @Test
  void eachEpochWithoutImprovementLowersTheLearningRate() {
    TrainingSummary summary =
        overfitting()
            .setEarlyStoppingPatience(0)
            .setLearningRateSchedule("plateau")
            .setPlateauFactor(0.5)
            .setMinLearningRate(0.004)
            .fit(clicks)
            .summary();
    double best = Double.NEGATIVE_INFINITY;
    double expected = 0.02;
    for (EpochMetrics epoch : summary.history()) {
      assertEquals(Math.max(expected, 0.004), epoch.learningRate(), 1e-12);
      double score = epoch.validationAuc() - epoch.validationLogLoss();
      expected *= score > best ? 1 : 0.5;
      best = Math.max(best, score);
    }
    assertTrue(expected < 0.004, "the floor was never reached");
  }

  @ParameterizedTest
  @CsvSource({"linear", "cosine"})
  void aScheduleFallsFromTheWarmUpToTheEnd(String schedule) {
    TrainingSummary summary =
        overfitting()
            .setEarlyStoppingPatience(0)
            .setNumEpochs(4)
            .setLearningRateSchedule(schedule)
            .setWarmupSteps(4)
            .fit(clicks)
            .summary();
    double before = 0.02;
    for (EpochMetrics epoch : summary.history()) {
      assertTrue(epoch.learningRate() < before, epoch.toString());
      before = epoch.learningRate();
    }
    assertEquals(1e-6, before, 1e-9);
  }

  @Test
  void aFractionOfTheRowsIsChosenBySeed() {
    DeepFMClassifier classifier =
        new DeepFMClassifier()
            .setEmbeddingDim(4)
            .setHiddenUnits(8)
            .setNumEpochs(2)
            .setNumWorkers(1)
            .setThreadsPerWorker(1)
            .setValidationFraction(0.3);
    TrainingSummary summary = classifier.fit(clicks).summary();
    assertEquals(1500, summary.examples() + summary.validationExamples());
    assertEquals(450.0, (double) summary.validationExamples(), 75.0);
    assertEquals(
        summary.history().get(1).validationAuc(),
        classifier.fit(clicks).summary().history().get(1).validationAuc());
    assertNotEquals(
        summary.history().get(1).validationAuc(),
        classifier.setSeed(7).fit(clicks).summary().history().get(1).validationAuc());
  }

  @Test
  void theValidationColumnHoldsInCrossValidatorAndPipeline() {
    DeepFMClassifier classifier = overfitting().setNumEpochs(6);
    CrossValidatorModel found =
        new CrossValidator()
            .setEstimator(new Pipeline().setStages(new PipelineStage[] {classifier}))
            .setEvaluator(new BinaryClassificationEvaluator())
            .setEstimatorParamMaps(
                new ParamGridBuilder()
                    .addGrid(classifier.learningRate(), new double[] {1e-5, 0.02})
                    .build())
            .setNumFolds(2)
            .setSeed(1)
            .fit(clicks);
    assertTrue(found.avgMetrics()[1] > found.avgMetrics()[0]);
    DeepFMClassificationModel best =
        (DeepFMClassificationModel) ((PipelineModel) found.bestModel()).stages()[0];
    assertEquals(375, best.summary().validationExamples());
    assertEquals(
        best.summary().best().validationAuc(), auc(best, clicks.where("isValidation")), 1e-9);
  }

  @ParameterizedTest
  @CsvSource({
    "label = 0, 'positives'",
    "label = 1, 'negatives'",
    "false, 'positives or negatives'"
  })
  void aValidationColumnWithoutBothLabelsIsRefused(String rows, String missing) {
    Dataset<Row> marked = clicks.withColumn("isValidation", expr("id % 4 = 0 AND " + rows));
    long count = marked.where("isValidation").count();
    Exception error = assertThrows(IllegalArgumentException.class, () -> overfitting().fit(marked));
    assertEquals(
        "validationIndicatorCol 'isValidation' leaves "
            + count
            + " validation rows without "
            + missing
            + " of a weight above 0, but validation needs both; choose other rows.",
        error.getMessage());
  }

  @Test
  void aFractionThatLeavesNoValidationRowsIsRefused() {
    DeepFMClassifier classifier = new DeepFMClassifier().setValidationFraction(1e-9);
    Exception error = assertThrows(IllegalArgumentException.class, () -> classifier.fit(clicks));
    assertTrue(
        error.getMessage().startsWith("validationFraction 1.0E-9 leaves 0 validation rows"),
        error.getMessage());
  }

  @Test
  void twoSourcesOfValidationRowsAreRefused() {
    DeepFMClassifier classifier = overfitting().setValidationFraction(0.5);
    Exception error = assertThrows(IllegalArgumentException.class, () -> classifier.fit(clicks));
    assertEquals(
        "validationFraction is 0.5 and validationIndicatorCol is 'isValidation', but only one can"
            + " choose the validation rows; clear the other.",
        error.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"learningRateSchedule, plateau", "validationMetric, auc", "earlyStoppingPatience, 3"})
  void whatNeedsValidationRowsIsRefusedWithoutThem(String param, String value) {
    DeepFMClassifier classifier = new DeepFMClassifier();
    Object typed = param.endsWith("Patience") ? (Object) Integer.valueOf(value) : value;
    classifier.set(classifier.getParam(param), typed);
    Exception error = assertThrows(IllegalArgumentException.class, () -> classifier.fit(clicks));
    assertEquals(
        param
            + " is "
            + value
            + ", which needs validation rows, but there are none; set validationIndicatorCol or"
            + " validationFraction.",
        error.getMessage());
  }

  private static DeepFMClassifier plain() {
    return new DeepFMClassifier()
        .setEmbeddingDim(4)
        .setHiddenUnits(16)
        .setBatchSize(100)
        .setLearningRate(0.01)
        .setNumEpochs(6)
        .setNumWorkers(1)
        .setThreadsPerWorker(1);
  }

  @Test
  void aPositiveWeightIsARowWeightOfTheClicks() {
    Dataset<Row> weighted = clicks.withColumn("w", expr("IF(label = 1, 3, 1)"));
    float[] byColumn = plain().setWeightCol("w").fit(weighted).parameters().dense();
    float[] byParam = plain().setPositiveWeight(3).fit(clicks).parameters().dense();
    assertEquals(List.of(box(byColumn)), List.of(box(byParam)));
    float[] unweighted = plain().fit(clicks).parameters().dense();
    assertNotEquals(List.of(box(unweighted)), List.of(box(byParam)));
  }

  private static Float[] box(float[] values) {
    Float[] boxed = new Float[values.length];
    java.util.Arrays.setAll(boxed, i -> values[i]);
    return boxed;
  }

  @Test
  void probabilitiesAreCorrectedForTheNegativesLeftOut() {
    Dataset<Row> many = ClickRows.next(ClickGenerator.interacting(3), 12_000);
    DeepFMClassificationModel model = plain().setNegativeSamplingRate(0.25).fit(many);
    long negatives = many.where("label = 0").count();
    assertEquals(
        0.25 * negatives,
        (double) (model.summary().examples() - model.summary().positives()),
        0.05 * negatives);
    double observed = many.agg(expr("avg(label)")).head().getDouble(0);
    double predicted =
        model
            .transform(many)
            .select(
                org.apache
                    .spark
                    .ml
                    .functions
                    .vector_to_array(col("probability"), "float64")
                    .getItem(1)
                    .as("p"))
            .agg(expr("avg(p)"))
            .head()
            .getDouble(0);
    assertEquals(observed, predicted, 0.1 * observed);
  }

  @Test
  void validationMetricsAreThoseOfTheCorrectedProbabilities() {
    Dataset<Row> data = clicks.withColumn("one", lit(1));
    DeepFMClassificationModel model =
        overfitting().setNumEpochs(1).setNegativeSamplingRate(0.5).fit(data);
    double logLoss =
        new org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator()
            .setMetricName("logLoss")
            .evaluate(model.transform(data.where("isValidation")));
    assertEquals(logLoss, model.summary().best().validationLogLoss(), 1e-6);
  }

  @Test
  void embeddingsMayHaveAnOptimizerOfTheirOwn() {
    DeepFMClassificationModel model =
        plain().setEmbeddingOptimizer("sgd").setEmbeddingLearningRate(1e-12).fit(clicks);
    DeepFMClassificationModel initial =
        plain()
            .setEmbeddingOptimizer("sgd")
            .setEmbeddingLearningRate(1e-12)
            .setLearningRate(1e-12)
            .fit(clicks);
    assertArrayEquals(
        initial.parameters().table(0).values(),
        model.parameters().table(0).values(),
        1e-8f,
        "embeddings moved");
    assertNotEquals(
        List.of(box(initial.parameters().dense())), List.of(box(model.parameters().dense())));
  }

  @ParameterizedTest
  @CsvSource({
    "adam, 0.01",
    "adamW, 0.01",
    "adagrad, 0.2",
    "rowWiseAdagrad, 0.2",
    "proximalAdagrad, 0.2",
    "ftrl, 0.5",
    "sgd, 0.1"
  })
  void everyOptimizerLearns(String optimizer, double learningRate) {
    Dataset<Row> linear = ClickRows.next(ClickGenerator.linear(3), 3000);
    DeepFMClassificationModel model =
        plain()
            .setOptimizer(optimizer)
            .setLearningRate(learningRate)
            .setNumEpochs(10)
            .setNumWorkers(2)
            .setMaxGradientNorm(1)
            .setL2(1e-5)
            .setMlpL2(1e-5)
            .fit(linear);
    double best =
        new BinaryClassificationEvaluator()
            .setNumBins(0)
            .evaluate(linear.withColumn("rawPrediction", col("truth")));
    double reached = auc(model, linear);
    assertTrue(reached > best - 0.03, () -> optimizer + ": " + reached + " of " + best);
  }
}
