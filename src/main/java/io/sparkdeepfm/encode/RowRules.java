package io.sparkdeepfm.encode;

import io.sparkdeepfm.data.SplitMix64;
import io.sparkdeepfm.model.DeepFMParameters;
import java.io.Serializable;

/**
 * What becomes of a row by chance and by its label. Chance depends on the seed and the row's place
 * (partition and number within it), so equal data in equal partitions are always dealt with alike.
 *
 * @param validationFraction part of the rows that is validated on, in [0, 1)
 * @param negativeSamplingRate part of the training rows with label 0 that is kept, in (0, 1]
 * @param positiveWeight factor above 0 of the weights of rows with label 1
 * @param seed of the choice
 */
public record RowRules(
    double validationFraction, double negativeSamplingRate, double positiveWeight, long seed)
    implements Serializable {
  private static final long VALIDATION = 1;
  private static final long SAMPLING = 2;
  private static final long MIXING = 3;

  boolean isValidation(long place) {
    return validationFraction > 0 && chance(VALIDATION, place) < validationFraction;
  }

  /** Whether a training row is kept. */
  boolean isKept(long place, double label) {
    return negativeSamplingRate == 1
        || label != 0
        || chance(SAMPLING, place) < negativeSamplingRate;
  }

  double weight(double label, double weight) {
    return label == 1 ? positiveWeight * weight : weight;
  }

  /** A seed for the order of the rows of a partition, or of a worker. */
  long mixingSeed(long part) {
    return SplitMix64.combine(SplitMix64.combine(seed, MIXING), part);
  }

  /** Uniform in [0, 1). */
  private double chance(long purpose, long place) {
    long hash = SplitMix64.combine(SplitMix64.combine(seed, purpose), place);
    return (hash >>> 11) * 0x1.0p-53;
  }

  /**
   * Undoes what leaving out negatives does to probabilities: a model that saw a part r of them
   * predicts p, and q = p / (p + (1 − p)/r) is right (He et al. 2014, "Practical Lessons from
   * Predicting Clicks on Ads at Facebook", section 6.3), which adds ln r to the logit, that is to
   * the bias.
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
}
