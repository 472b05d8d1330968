package io.sparkdeepfm.engine;

/**
 * What one epoch did.
 *
 * @param lossSum Σ w·log loss over the examples, each before its step
 * @param weightSum Σ w
 * @param examples passed over
 * @param rounds in which workers and driver exchanged parameters
 * @param workerSeconds Σ over the workers of the time in which they made steps
 * @param bytesExchanged parameters from and to the workers; what goes out with a validation counts
 *     to the epoch after it
 */
public record EpochResult(
    double lossSum,
    double weightSum,
    long examples,
    int rounds,
    double workerSeconds,
    long bytesExchanged) {
  /** Weighted mean log loss; NaN if all weights were 0. */
  public double loss() {
    return lossSum / weightSum;
  }
}
