package io.sparkdeepfm.encode;

import io.sparkdeepfm.model.DeepFMParameters;

/**
 * Undoes what leaving out negatives does to probabilities: a model that saw a part r of them
 * predicts p, and q = p / (p + (1 − p)/r) is right (He et al. 2014, "Practical Lessons from
 * Predicting Clicks on Ads at Facebook", section 6.3), which adds ln r to the logit, that is to the
 * bias.
 *
 * @param negativeSamplingRate r in (0, 1]
 */
public record PriorCorrection(double negativeSamplingRate) {
  private static final int BIAS = 0; // DenseLayout begins with it

  /** ln r ≤ 0. */
  public double logitShift() {
    return Math.log(negativeSamplingRate);
  }

  /** Makes a model of the sampled rows one of all rows. */
  public void apply(DeepFMParameters parameters) {
    parameters.dense()[BIAS] += (float) logitShift();
  }

  /** Makes a model of all rows one of the sampled rows, to be trained on. */
  public void revert(DeepFMParameters parameters) {
    parameters.dense()[BIAS] -= (float) logitShift();
  }
}
