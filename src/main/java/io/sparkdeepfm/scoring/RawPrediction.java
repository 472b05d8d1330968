package io.sparkdeepfm.scoring;

import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.optim.LogLoss;
import org.apache.spark.ml.param.shared.HasThresholds;

/**
 * From (−logit, logit) to the probabilities of 0 and 1, and from these to one of the two, by the
 * thresholds as Spark defines them.
 */
public final class RawPrediction {
  private RawPrediction() {}

  /** Replaces (−z, z) by (sigmoid(−z), sigmoid(z)), in the same array. */
  public static double[] toProbability(double[] values) {
    double logit = values[1];
    values[0] = LogLoss.probability(-logit);
    values[1] = LogLoss.probability(logit);
    return values;
  }

  /**
   * @throws IllegalArgumentException if thresholds are set, but not two
   */
  public static void checkThresholds(HasThresholds stage) {
    if (stage.isDefined(stage.thresholds()) && stage.getThresholds().length != 2) {
      throw Refusal.of(
          "thresholds has %d values, but there are 2 classes; give one for 0 and one for 1.",
          stage.getThresholds().length);
    }
  }

  /**
   * The class with the larger probability / threshold. A threshold of 0 makes its class certain,
   * unless its probability is 0 too.
   *
   * @param probability of 0 and of 1
   * @param thresholds of 0 and of 1, or null for the more probable class
   */
  public static double toPrediction(double[] probability, double[] thresholds) {
    if (thresholds == null) {
      return probability[1] > probability[0] ? 1.0 : 0.0;
    }
    double zero = probability[0] / thresholds[0];
    double one = probability[1] / thresholds[1];
    return one > zero || Double.isNaN(zero) ? 1.0 : 0.0;
  }
}
