package io.sparkdeepfm.examples.samples;

import java.util.Arrays;

/** Draws ranks 0, 1, … with probability ∝ 1 / (rank + 1)^exponent, as tokens in logs are spread. */
final class Zipf {
  private final double[] cumulative;

  Zipf(int size, double exponent) {
    double[] weights = new double[size];
    for (int rank = 0; rank < size; rank++) {
      weights[rank] = 1 / StrictMath.pow(rank + 1, exponent);
    }
    cumulative = cumulate(weights);
  }

  private Zipf(double[] cumulative) {
    this.cumulative = cumulative;
  }

  /** The same ranks with other odds: rank r becomes {@code factors[r]} times as likely. */
  Zipf reweighted(double[] factors) {
    double[] weights = new double[factors.length];
    double before = 0;
    for (int rank = 0; rank < factors.length; rank++) {
      weights[rank] = (cumulative[rank] - before) * factors[rank];
      before = cumulative[rank];
    }
    return new Zipf(cumulate(weights));
  }

  int draw(SeededRandom random) {
    double at = random.uniform() * cumulative[cumulative.length - 1];
    int found = Arrays.binarySearch(cumulative, at);
    return found >= 0 ? found + 1 : -found - 1;
  }

  private static double[] cumulate(double[] weights) {
    double[] cumulative = weights.clone();
    for (int i = 1; i < cumulative.length; i++) {
      cumulative[i] += cumulative[i - 1];
    }
    return cumulative;
  }
}
