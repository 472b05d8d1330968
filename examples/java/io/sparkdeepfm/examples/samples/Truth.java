package io.sparkdeepfm.examples.samples;

/** Arithmetic of the known models behind the samples. */
final class Truth {
  /** Probabilities are rounded to this, so that they take little room in a file. */
  private static final double STEPS = 10_000;

  private Truth() {}

  static double sigmoid(double logit) {
    return 1 / (1 + StrictMath.exp(-logit));
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** log(1 + x) on a scale where {@code largest} is 1, as LogMinMaxScaler has it; 0 if missing. */
  static double logScaled(Number x, double largest) {
    return x == null ? 0 : StrictMath.log1p(x.doubleValue()) / StrictMath.log1p(largest);
  }

  /**
   * sigmoid(bias + logit) of every row, with the bias that makes their mean the base rate; rounded
   * to four places and never 0 or 1.
   */
  static double[] probabilities(double[] logits, double baseRate) {
    double low = -30;
    double high = 30;
    for (int step = 0; step < 60; step++) {
      double bias = (low + high) / 2;
      if (meanProbability(logits, bias) < baseRate) {
        low = bias;
      } else {
        high = bias;
      }
    }
    double[] probabilities = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      double rounded = Math.rint(sigmoid(low + logits[i]) * STEPS);
      probabilities[i] = Math.min(Math.max(rounded, 1), STEPS - 1) / STEPS;
    }
    return probabilities;
  }

  private static double meanProbability(double[] logits, double bias) {
    double sum = 0;
    for (double logit : logits) {
      sum += sigmoid(bias + logit);
    }
    return sum / logits.length;
  }
}
