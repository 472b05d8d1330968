package io.sparkdeepfm.scoring;

import org.apache.spark.ml.param.shared.HasThresholds;

/** The thresholds of the two classes, as Spark defines them. */
public final class Thresholds {
  private Thresholds() {}

  /**
   * @throws IllegalArgumentException if thresholds are set, but not two
   */
  public static void check(HasThresholds stage) {
    if (stage.isDefined(stage.thresholds()) && stage.getThresholds().length != 2) {
      throw new IllegalArgumentException(
          String.format(
              "thresholds has %d values, but there are 2 classes; give one for 0 and one for 1.",
              stage.getThresholds().length));
    }
  }

  /**
   * The class with the larger probability / threshold. A threshold of 0 makes its class certain,
   * unless its probability is 0 too.
   *
   * @param probability of 0 and of 1
   * @param thresholds of 0 and of 1, or null for the more probable class
   */
  public static double predict(double[] probability, double[] thresholds) {
    if (thresholds == null) {
      return probability[1] > probability[0] ? 1.0 : 0.0;
    }
    double zero = probability[0] / thresholds[0];
    double one = probability[1] / thresholds[1];
    return one > zero || Double.isNaN(zero) ? 1.0 : 0.0;
  }
}
