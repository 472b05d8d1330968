package io.sparkdeepfm.metric;

import java.util.ArrayList;
import java.util.List;

/** Puts groups of equal logits, in rising order, into bins of about the same weight. */
final class EqualWeightBins {
  private final double binWeight;
  private final List<CalibrationBin> bins = new ArrayList<>();
  private double weightBefore; // of whole bins
  private double predicted; // Σ weight · probability of the bin under way
  private double positives;
  private double weight;

  /**
   * @param binWeight after each multiple of which a bin ends; groups are not split
   */
  EqualWeightBins(double binWeight) {
    this.binWeight = binWeight;
  }

  void add(double logit, double groupPositives, double groupNegatives) {
    double groupWeight = groupPositives + groupNegatives;
    predicted += groupWeight / (1 + Math.exp(-logit));
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
