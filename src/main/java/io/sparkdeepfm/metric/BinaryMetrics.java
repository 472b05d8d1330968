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
   * @param logitShift added to every logit
   */
  public static BinaryMetrics of(List<ScoredExamples> parts, double logitShift) {
    return of(parts, new RankedScores(parts), logitShift);
  }

  /**
   * @param ranked the same examples
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
}
