package io.sparkdeepfm.data;

import java.io.Serializable;
import java.util.stream.IntStream;

/**
 * x' = min(1, log(1 + min(max(x, 0), clip)) / log(1 + maximum)), or 0 where the maximum is 0.
 *
 * @param column named in errors
 * @param clip upper limit of x; infinite: none
 * @param maximum largest min(max(x, 0), clip) of the training data
 */
public record LogMinMax(String column, double clip, double maximum) implements Serializable {
  /** log(1 + x) of whole numbers, which most counts are; the function itself takes far longer. */
  private static final double[] OF_COUNTS =
      IntStream.range(0, 4096).mapToDouble(Math::log1p).toArray();

  /**
   * The scaled value, in [0, 1].
   *
   * @throws BadValueException if x is NaN or infinite
   */
  public double of(double x) {
    if (!Double.isFinite(x)) {
      throw new BadValueException(
          "Column '%s' holds %s, but values to scale must be finite; clean the data or use null"
              + " for missing values.",
          column, x);
    }
    double clipped = Math.min(Math.max(x, 0), clip);
    return maximum == 0 ? 0.0 : Math.min(1, log1p(clipped) / log1p(maximum));
  }

  private static double log1p(double x) {
    int count = (int) x;
    return count == x && count >= 0 && count < OF_COUNTS.length ? OF_COUNTS[count] : Math.log1p(x);
  }
}
