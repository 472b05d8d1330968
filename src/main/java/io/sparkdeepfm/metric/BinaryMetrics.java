package io.sparkdeepfm.metric;

import io.sparkdeepfm.optim.LogLoss;
import java.util.List;

/**
 * Weighted quality of scores, exact.
 *
 * @param auc area under the ROC curve, the probability that a positive scores above a negative,
 *     ties counted half; NaN if either kind is missing
 * @param logLoss weighted mean log loss
 */
public record BinaryMetrics(double auc, double logLoss) {
  /**
   * Metrics of all parts together.
   *
   * @param ranked the same examples
   * @param logitShift added to every logit
   */
  public static BinaryMetrics of(
      List<ScoredExamples> parts, RankedScores ranked, double logitShift) {
    double loss = 0;
    double totalWeight = 0;
    for (ScoredExamples part : parts) {
      for (int i = 0; i < part.logits().length; i++) {
        float weight = part.weights()[i];
        loss += weight * LogLoss.loss(part.logits()[i] + logitShift, part.labels()[i]);
        totalWeight += weight;
      }
    }
    return new BinaryMetrics(ranked.auc(), loss / totalWeight);
  }

  /**
   * The area under the ROC curve of weighted examples that come in groups of equal score, the
   * lowest first: the probability that a positive scores above a negative, ties counted half,
   *
   * <p>Σ_g P_g (N_1 + … + N_{g−1} + N_g / 2) / (Σ P · Σ N)
   *
   * <p>with P_g and N_g the weights of the group's positives and negatives (Mann and Whitney 1947).
   */
  static final class RankSum {
    private double pairs; // in order
    private double positives;
    private double negatives;

    void add(double groupPositives, double groupNegatives) {
      pairs += groupPositives * (negatives + 0.5 * groupNegatives);
      positives += groupPositives;
      negatives += groupNegatives;
    }

    double positives() {
      return positives;
    }

    double negatives() {
      return negatives;
    }

    /** In [0, 1]; NaN if either kind is missing. */
    double area() {
      return pairs / (positives * negatives);
    }
  }
}
