package io.sparkdeepfm.metric;

import io.sparkdeepfm.optim.LogLoss;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Examples of about the same score.
 *
 * @param probability weighted mean of what was predicted for them
 * @param positiveRate weighted part of them with label 1
 * @param weight Σ of their row weights, above 0
 */
public record CalibrationBin(double probability, double positiveRate, double weight)
    implements Serializable {
  /** Predicted over observed positives, Σ w p / Σ w y, over all bins; NaN without positives. */
  public static double ratio(List<CalibrationBin> bins) {
    double predicted = 0;
    double observed = 0;
    for (CalibrationBin bin : bins) {
      predicted += bin.weight * bin.probability;
      observed += bin.weight * bin.positiveRate;
    }
    return observed == 0 ? Double.NaN : predicted / observed;
  }

  /**
   * Expected calibration error, the mean of |p̄ − ȳ| over the bins by their weights (Guo et al.
   * 2017, "On Calibration of Modern Neural Networks", equation 3); NaN without bins.
   */
  public static double expectedError(List<CalibrationBin> bins) {
    double gaps = 0;
    double weight = 0;
    for (CalibrationBin bin : bins) {
      gaps += bin.weight * Math.abs(bin.probability - bin.positiveRate);
      weight += bin.weight;
    }
    return gaps / weight;
  }

  /** Puts groups of equal logits, in rising order, into bins of about the same weight. */
  static final class EqualWeights {
    private final double binWeight;
    private final List<CalibrationBin> bins = new ArrayList<>();
    private double weightBefore; // of whole bins
    private double predicted; // Σ weight · probability of the bin under way
    private double positives;
    private double weight;

    /**
     * @param binWeight after each multiple of which a bin ends; groups are not split
     */
    EqualWeights(double binWeight) {
      this.binWeight = binWeight;
    }

    void add(double logit, double groupPositives, double groupNegatives) {
      double groupWeight = groupPositives + groupNegatives;
      predicted += groupWeight * LogLoss.probability(logit);
      positives += groupPositives;
      weight += groupWeight;
      double whole = Math.floor(weightBefore / binWeight + 1e-9) + 1;
      if (weightBefore + weight >= whole * binWeight * (1 - 1e-9)) {
        end();
      }
    }

    private void end() {
      if (weight > 0) {
        bins.add(new CalibrationBin(predicted / weight, positives / weight, weight));
      }
      weightBefore += weight;
      predicted = 0;
      positives = 0;
      weight = 0;
    }

    /** All bins; one that was begun is the last. */
    List<CalibrationBin> finish() {
      end();
      return List.copyOf(bins);
    }
  }
}
