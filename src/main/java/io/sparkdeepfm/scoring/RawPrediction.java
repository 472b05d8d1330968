package io.sparkdeepfm.scoring;

import io.sparkdeepfm.optim.LogLoss;

/** From (−logit, logit) to the probabilities of 0 and 1. */
public final class RawPrediction {
  private RawPrediction() {}

  /** Replaces (−z, z) by (sigmoid(−z), sigmoid(z)), in the same array. */
  public static double[] toProbability(double[] values) {
    double logit = values[1];
    values[0] = LogLoss.probability(-logit);
    values[1] = LogLoss.probability(logit);
    return values;
  }
}
