package io.sparkdeepfm.train;

import io.sparkdeepfm.checkpoint.ParameterState;
import io.sparkdeepfm.checkpoint.StateInput;
import io.sparkdeepfm.checkpoint.StateOutput;
import io.sparkdeepfm.model.DeepFMParameters;
import java.io.IOException;

/**
 * What is done about the validation rows' metrics.
 *
 * @param metric by which epochs are judged
 * @param patience epochs in a row without improvement after which training stops; 0: it does not
 * @param plateauPatience epochs in a row without improvement after which the learning rate falls
 * @param plateauFactor of the learning rate then, in (0, 1]; 1: it does not fall
 */
public record ValidationPlan(
    EpochScore metric, int patience, int plateauPatience, double plateauFactor) {
  /** What an epoch is judged by. */
  public interface EpochScore {
    /** Of a regression: its validation error, which falls as the model gets better. */
    EpochScore LOWEST_ERROR = metrics -> -metrics.validationError();

    /** The larger, the better. */
    double score(EpochMetrics metrics);
  }

  /** What an epoch of a classifier is judged by, by the names that users write. */
  public enum ValidationMetric implements EpochScore {
    /** Area under the ROC curve. */
    AUC,
    /** Log loss; smaller is better. */
    LOG_LOSS,
    /** AUC − log loss, by which the published benchmarks of FuxiCTR choose. */
    AUC_MINUS_LOG_LOSS;

    @Override
    public double score(EpochMetrics metrics) {
      return switch (this) {
        case AUC -> metrics.validationAuc();
        case LOG_LOSS -> -metrics.validationLogLoss();
        case AUC_MINUS_LOG_LOSS -> metrics.validationAuc() - metrics.validationLogLoss();
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
    void judge(EpochMetrics metrics, DeepFMParameters parameters) {
      double score = plan.metric.score(metrics);
      if (score > bestScore) {
        bestScore = score;
        bestEpoch = metrics.epoch();
        best = parameters.copy();
        epochsWithoutImprovement = 0;
      } else {
        epochsWithoutImprovement++;
        if (epochsWithoutImprovement % plan.plateauPatience == 0) {
          learningRateScale *= plan.plateauFactor;
        }
      }
    }

    /** Writes all, the best parameters too. */
    void write(StateOutput out) throws IOException {
      out.writeDouble(bestScore);
      out.writeInt(bestEpoch);
      out.writeInt(epochsWithoutImprovement);
      out.writeDouble(learningRateScale);
      out.writeBoolean(best != null);
      if (best != null) {
        ParameterState.write(best, out);
      }
    }

    /**
     * Takes over what {@link #write} wrote.
     *
     * @param shaped parameters of the model's shape
     */
    void read(StateInput in, DeepFMParameters shaped) throws IOException {
      bestScore = in.readDouble();
      bestEpoch = in.readInt();
      epochsWithoutImprovement = in.readInt();
      learningRateScale = in.readDouble();
      best = in.readBoolean() ? shaped.copy() : null;
      if (best != null) {
        ParameterState.read(in, best);
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
