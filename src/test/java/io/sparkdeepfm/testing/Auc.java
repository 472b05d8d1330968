package io.sparkdeepfm.testing;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Exact area under the ROC curve. */
public final class Auc {
  private Auc() {}

  /**
   * Probability that a random positive scores above a random negative, ties counted half (Mann and
   * Whitney's U over its maximum, by mid-ranks): (R⁺ − n⁺ (n⁺ + 1) / 2) / (n⁺ n⁻), R⁺ the sum of
   * the positives' ranks.
   *
   * @param scores any increasing function of the probability, not NaN
   * @param labels 0 or 1
   * @throws IllegalArgumentException if the lengths differ, a score is NaN, a label is neither 0
   *     nor 1, or there are not both labels
   */
  public static double auc(double[] scores, double[] labels) {
    check(scores, labels);
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> scores[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double positives = 0;
    double rankSum = 0;
    for (int begin = 0; begin < order.length; ) {
      int end = begin;
      double tiedPositives = 0;
      // == and not the comparator's order, which tells −0 from 0.
      while (end < order.length && scores[order[end]] == scores[order[begin]]) {
        tiedPositives += labels[order[end]];
        end++;
      }
      double midRank = (begin + 1 + end) / 2.0;
      rankSum += tiedPositives * midRank;
      positives += tiedPositives;
      begin = end;
    }
    double negatives = order.length - positives;
    if (positives == 0 || negatives == 0) {
      throw new IllegalArgumentException(
          String.format(
              "There are %.0f positive and %.0f negative labels, but AUC needs both.",
              positives, negatives));
    }
    return (rankSum - positives * (positives + 1) / 2) / (positives * negatives);
  }

  private static void check(double[] scores, double[] labels) {
    if (scores.length != labels.length) {
      throw new IllegalArgumentException(
          String.format(
              "There are %d scores, but %d labels; each example has one of both.",
              scores.length, labels.length));
    }
    for (int i = 0; i < scores.length; i++) {
      if (Double.isNaN(scores[i])) {
        throw new IllegalArgumentException(
            String.format("Score %d is NaN, but must be a number.", i));
      }
      if (labels[i] != 0 && labels[i] != 1) {
        throw new IllegalArgumentException(
            String.format("Label %d is %s, but must be 0 or 1.", i, labels[i]));
      }
    }
  }
}
