package io.sparkdeepfm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.train.ValidationPlan.EpochJudge;
import io.sparkdeepfm.train.ValidationPlan.EpochScore;
import io.sparkdeepfm.train.ValidationPlan.ValidationMetric;
import java.util.List;
import org.junit.jupiter.api.Test;

class EpochJudgeTest {
  private final DeepFMParameters parameters = new DeepFMParameters(List.of(), new float[1]);

  private void judge(EpochJudge judge, int epoch, double auc, double logLoss) {
    parameters.dense()[0] = epoch;
    judge.judge(
        new EpochMetrics(epoch, 0.5, logLoss, auc, Double.NaN, 1e-3, 1, 1, 1, 1, 1), parameters);
  }

  @Test
  void theBestEpochsParametersAreKeptAsTheyWere() {
    EpochJudge judge = new EpochJudge(new ValidationPlan(ValidationMetric.AUC, 2, 1, 0.1));
    judge(judge, 1, 0.7, 0.5);
    judge(judge, 2, 0.8, 0.6);
    judge(judge, 3, 0.8, 0.4);
    assertEquals(2, judge.bestEpoch(), "an equal epoch is no better");
    assertEquals(2, judge.bestParameters().dense()[0]);
    assertFalse(judge.isToStop());
    assertEquals(0.1, judge.learningRateScale(), 1e-12);
    judge(judge, 4, 0.79, 0.4);
    assertTrue(judge.isToStop());
    assertEquals(0.01, judge.learningRateScale(), 1e-12);
  }

  @Test
  void anImprovementEndsTheCountButDoesNotRaiseTheLearningRate() {
    EpochJudge judge = new EpochJudge(new ValidationPlan(ValidationMetric.LOG_LOSS, 2, 1, 0.5));
    judge(judge, 1, 0.7, 0.5);
    judge(judge, 2, 0.9, 0.6);
    judge(judge, 3, 0.6, 0.4);
    judge(judge, 4, 0.9, 0.6);
    assertFalse(judge.isToStop());
    assertEquals(3, judge.bestEpoch());
    assertEquals(0.25, judge.learningRateScale());
  }

  @Test
  void aPlateauMayBeWaitedFor() {
    EpochJudge judge = new EpochJudge(new ValidationPlan(ValidationMetric.AUC, 5, 2, 0.1));
    double[] aucs = {0.7, 0.6, 0.8, 0.7, 0.7, 0.7, 0.7};
    double[] scales = {1, 1, 1, 1, 0.1, 0.1, 0.01};
    for (int epoch = 1; epoch <= aucs.length; epoch++) {
      judge(judge, epoch, aucs[epoch - 1], 0.5);
      assertEquals(scales[epoch - 1], judge.learningRateScale(), 1e-12, "epoch " + epoch);
    }
    assertFalse(judge.isToStop());
    judge(judge, 8, 0.7, 0.5);
    assertTrue(judge.isToStop());
  }

  @Test
  void aucMinusLogLossWeighsBoth() {
    EpochJudge judge =
        new EpochJudge(new ValidationPlan(ValidationMetric.AUC_MINUS_LOG_LOSS, 0, 1, 1));
    judge(judge, 1, 0.70, 0.50);
    judge(judge, 2, 0.72, 0.53);
    assertEquals(1, judge.bestEpoch());
    judge(judge, 3, 0.71, 0.50);
    assertEquals(3, judge.bestEpoch());
    for (int epoch = 4; epoch < 100; epoch++) {
      judge(judge, epoch, 0.5, 0.7);
    }
    assertFalse(judge.isToStop(), "a patience of 0 is endless");
  }

  @Test
  void aRegressionIsJudgedByItsErrorWhichFalls() {
    EpochJudge judge = new EpochJudge(new ValidationPlan(EpochScore.LOWEST_ERROR, 2, 1, 1));
    double[] errors = {1.2, 0.9, 0.95, 0.9};
    for (int epoch = 1; epoch <= errors.length; epoch++) {
      judge.judge(
          new EpochMetrics(
              epoch, 1, Double.NaN, Double.NaN, errors[epoch - 1], 1e-3, 1, 1, 1, 1, 1),
          parameters);
    }
    assertEquals(2, judge.bestEpoch());
    assertTrue(judge.isToStop());
  }
}
