package io.sparkdeepfm.train;

import io.sparkdeepfm.engine.ScoredExamples;
import io.sparkdeepfm.optim.LogLoss;
import java.util.Arrays;
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
   * Metrics of all parts together; 12 bytes per example and a sort.
   *
   * @param logitShift added to every logit
   */
  public static BinaryMetrics of(List<ScoredExamples> parts, double logitShift) {
    int size = parts.stream().mapToInt(part -> part.logits().length).sum();
    long[] keys = new long[size];
    float[] labels = new float[size];
    float[] weights = new float[size];
    double loss = 0;
    double totalWeight = 0;
    int done = 0;
    for (ScoredExamples part : parts) {
      for (int i = 0; i < part.logits().length; i++) {
        keys[done] = ((long) sortable(part.logits()[i]) << 32) | done;
        labels[done] = part.labels()[i];
        weights[done] = part.weights()[i];
        loss += weights[done] * LogLoss.loss(part.logits()[i] + logitShift, labels[done]);
        totalWeight += weights[done];
        done++;
      }
    }
    return new BinaryMetrics(auc(keys, labels, weights), loss / totalWeight);
  }

  /** An int that sorts as the float does. */
  private static int sortable(float value) {
    int bits = Float.floatToIntBits(value + 0f); // −0 becomes 0
    return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
  }

  /**
   * @param keys score in the upper 32 bits, index of label and weight in the lower; sorted here
   */
  private static double auc(long[] keys, float[] labels, float[] weights) {
    Arrays.sort(keys);
    double negatives = 0;
    double positives = 0;
    double pairs = 0;
    for (int i = 0; i < keys.length; ) {
      double tiedNegatives = 0;
      double tiedPositives = 0;
      long score = keys[i] >> 32;
      for (; i < keys.length && keys[i] >> 32 == score; i++) {
        int index = (int) keys[i];
        tiedPositives += labels[index] * weights[index];
        tiedNegatives += (1 - labels[index]) * weights[index];
      }
      pairs += tiedPositives * (negatives + 0.5 * tiedNegatives);
      negatives += tiedNegatives;
      positives += tiedPositives;
    }
    return pairs / (negatives * positives);
  }
}
