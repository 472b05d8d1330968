package io.sparkdeepfm.metric;

import io.sparkdeepfm.optim.LogLoss;
import java.io.Serializable;

/**
 * Weighted scores in bins of their logits: what area under the ROC curve and log loss follow from
 * without keeping the scores. Adds up over parts of the data.
 *
 * <p>The bins are {@value #BINS_PER_UNIT} to one unit of the logit, from −32 to 32; those beyond go
 * to the last. Scores in one bin count as ties, which matters to the area only where nearly all
 * logits lie within a few bins. The log loss is exact.
 */
public final class BinnedScores implements Serializable { // no record: Kryo cannot make them
  private static final int BINS_PER_UNIT = 64;
  private static final int LIMIT = 32;
  private static final int BINS = 2 * LIMIT * BINS_PER_UNIT;

  private final double[] positives = new double[BINS]; // weight by bin
  private final double[] negatives = new double[BINS];
  private double loss;

  /** Adds an example with label 0 or 1. */
  public void add(double logit, double label, double weight) {
    double place = (logit + LIMIT) * BINS_PER_UNIT;
    int bin = (int) Math.max(0, Math.min(BINS - 1, place));
    (label == 1 ? positives : negatives)[bin] += weight;
    loss += weight * LogLoss.loss(logit, label);
  }

  /** Adds all that others have. */
  public void add(BinnedScores others) {
    for (int i = 0; i < BINS; i++) {
      positives[i] += others.positives[i];
      negatives[i] += others.negatives[i];
    }
    loss += others.loss;
  }

  /** Weight of the examples with label 1. */
  public double positiveWeight() {
    return sum(positives);
  }

  /** Weight of the examples with label 0. */
  public double negativeWeight() {
    return sum(negatives);
  }

  private static double sum(double[] weights) {
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    return sum;
  }

  /** Weighted mean log loss; NaN without weight. */
  public double logLoss() {
    return loss / (positiveWeight() + negativeWeight());
  }

  /**
   * Area under the ROC curve: the probability that a positive scores above a negative, ties counted
   * half; NaN if either kind is missing.
   */
  public double auc() {
    BinaryMetrics.RankSum ranks = new BinaryMetrics.RankSum();
    for (int i = 0; i < BINS; i++) {
      ranks.add(positives[i], negatives[i]);
    }
    return ranks.area();
  }
}
