package io.sparkdeepfm.engine.dl4j;

import static io.sparkdeepfm.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.DeepFMClassificationModel;
import io.sparkdeepfm.DeepFMClassifier;
import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.ClickRows;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** This engine behind the estimator. */
@Tag("spark")
class Dl4jClassifierTest {
  private static Dataset<Row> train;
  private static Dataset<Row> test;

  @BeforeAll
  static void makeRows() {
    ClickGenerator clicks = ClickGenerator.interacting(6);
    train = ClickRows.next(clicks, 6000).cache();
    test = ClickRows.next(clicks, 3000).cache();
  }

  @AfterAll
  static void forgetRows() {
    train.unpersist(true);
    test.unpersist(true);
  }

  private static DeepFMClassifier classifier(String engine) {
    return new DeepFMClassifier()
        .setEngine(engine)
        .setEmbeddingDim(4)
        .setHiddenUnits(16)
        .setBatchSize(128)
        .setLearningRate(0.02)
        .setNumEpochs(3)
        .setThreadsPerWorker(1);
  }

  private static double auc(DeepFMClassificationModel model) {
    return new BinaryClassificationEvaluator().setNumBins(0).evaluate(model.transform(test));
  }

  @Test
  void itLearnsWhatTheOtherEngineLearns() {
    double expected = auc(classifier("cpu").fit(train));
    double actual = auc(classifier("dl4j").fit(train));
    assertTrue(expected > 0.75, "AUC " + expected);
    assertEquals(expected, actual, 0.02);
  }

  @Test
  void validationDropoutAndScheduleWorkAsElsewhere() {
    DeepFMClassificationModel model =
        classifier("dl4j")
            .setNumWorkers(2)
            .setNumEpochs(6)
            .setAveragingFrequency(10)
            .setBatchNorm(true)
            .setDropoutRate(0.1)
            .setEmbeddingDropoutRate(0.1)
            .setLearningRateSchedule("cosine")
            .setValidationFraction(0.2)
            .setEarlyStoppingPatience(1)
            .fit(train);
    double auc = auc(model);
    assertTrue(auc > 0.7, "AUC " + auc);
    assertTrue(model.summary().best().validationAuc() > 0.7, model.summary().toString());
    assertTrue(model.summary().best().rounds() > 1, model.summary().toString());
    assertEquals(2, model.summary().numWorkers());
  }

  @Test
  void whatItDoesNotHaveIsRefusedInASentence() {
    assertRefused(
        "engine 'dl4j' does not have optimizer 'ftrl'; choose engine 'cpu', which does, or choose"
            + " 'sgd', 'adam', 'adamW' or 'adagrad'.",
        () -> classifier("dl4j").setOptimizer("ftrl").fit(train));
  }

  @Test
  void itIsRefusedWhenAPipelineLooksAtItsSchema() {
    DeepFMClassifier rounded = classifier("dl4j").setMatmulPrecision("bfloat16");
    assertRefused(
        "engine 'dl4j' does not have matmulPrecision 'bfloat16'; choose engine 'cpu', which does, or"
            + " set it to 'float32'.",
        () -> rounded.transformSchema(train.schema()));
  }
}
