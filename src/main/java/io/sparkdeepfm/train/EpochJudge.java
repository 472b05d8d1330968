package io.sparkdeepfm.train;

import io.sparkdeepfm.metric.BinaryMetrics;
import io.sparkdeepfm.model.DeepFMParameters;

/** Compares epochs: keeps the best one's parameters, lowers the learning rate, calls a stop. */
final class EpochJudge {
  private final ValidationPlan plan;
  private double bestScore = Double.NEGATIVE_INFINITY;
  private int bestEpoch;
  private DeepFMParameters best;
  private int epochsWithoutImprovement;
  private double learningRateScale = 1;

  EpochJudge(ValidationPlan plan) {
    this.plan = plan;
  }

  /**
   * Hears of an epoch.
   *
   * @param parameters after the epoch, copied if they are the best so far
   */
  void judge(int epoch, BinaryMetrics validation, DeepFMParameters parameters) {
    double score = plan.metric().score(validation);
    if (score > bestScore) {
      bestScore = score;
      bestEpoch = epoch;
      best = parameters.copy();
      epochsWithoutImprovement = 0;
    } else {
      epochsWithoutImprovement++;
      if (epochsWithoutImprovement % plan.plateauPatience() == 0) {
        learningRateScale *= plan.plateauFactor();
      }
    }
  }

  boolean isToStop() {
    return plan.patience() > 0 && epochsWithoutImprovement >= plan.patience();
  }

  /** Factor of the learning rates of the next epoch. */
  double learningRateScale() {
    return learningRateScale;
  }

  /** From 1. */
  int bestEpoch() {
    return bestEpoch;
  }

  /** Those of the best epoch. */
  DeepFMParameters bestParameters() {
    return best;
  }
}
