package io.sparkdeepfm.train;

import io.sparkdeepfm.metric.BinaryMetrics;
import io.sparkdeepfm.model.DeepFMParameters;

/**
 * What is done about the validation rows' metrics.
 *
 * @param metric by which epochs are judged
 * @param patience epochs in a row without improvement after which training stops; 0: it does not
 * @param plateauPatience epochs in a row without improvement after which the learning rate falls
 * @param plateauFactor of the learning rate then, in (0, 1]; 1: it does not fall
 */
public record ValidationPlan(
    ValidationMetric metric, int patience, int plateauPatience, double plateauFactor) {
  /** What an epoch is judged by, by the names that users write. */
  public enum ValidationMetric {
    /** Area under the ROC curve. */
    AUC,
    /** Log loss; smaller is better. */
    LOG_LOSS,
    /** AUC − log loss, by which the published benchmarks of FuxiCTR choose. */
    AUC_MINUS_LOG_LOSS;

    /** The larger, the better. */
    private double score(BinaryMetrics metrics) {
      return switch (this) {
        case AUC -> metrics.auc();
        case LOG_LOSS -> -metrics.logLoss();
        case AUC_MINUS_LOG_LOSS -> metrics.auc() - metrics.logLoss();
      };
    }
  }

  /** Compares epochs: keeps the best one's parameters, lowers the learning rate, calls a stop. */
  static final class EpochJudge {
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
      double score = plan.metric.score(validation);
      if (score > bestScore) {
        bestScore = score;
        bestEpoch = epoch;
        best = parameters.copy();
        epochsWithoutImprovement = 0;
      } else {
        epochsWithoutImprovement++;
        if (epochsWithoutImprovement % plan.plateauPatience == 0) {
          learningRateScale *= plan.plateauFactor;
        }
      }
    }

    boolean isToStop() {
      return plan.patience > 0 && epochsWithoutImprovement >= plan.patience;
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
}
