package io.sparkdeepfm.model;

import io.sparkdeepfm.data.SplitMix64;

/**
 * What initial values are drawn from: N(0, scale²), or the uniform distribution on [−scale, scale).
 */
record Distribution(boolean isNormal, double scale) {
  static Distribution normal(double standardDeviation) {
    return new Distribution(true, standardDeviation);
  }

  static Distribution uniform(double halfWidth) {
    return new Distribution(false, halfWidth);
  }

  float draw(SplitMix64 random) {
    double standard = isNormal ? random.nextGaussian() : 2 * random.nextDouble() - 1;
    return (float) (scale * standard);
  }
}
