package io.sparkdeepfm.stage;

import org.apache.spark.sql.api.java.UDF1;

/**
 * x' = min(1, log(1 + min(max(x, 0), clip)) / log(1 + maximum)), or 0 where the maximum is 0.
 *
 * @param column named in errors
 * @param clip upper limit of x; infinite: none
 * @param maximum largest min(max(x, 0), clip) of the training data
 */
record LogMinMax(String column, double clip, double maximum) implements UDF1<Double, Double> {
  @Override
  public Double call(Double cell) {
    if (cell == null) {
      return null;
    }
    double x = cell;
    if (!Double.isFinite(x)) {
      throw new BadValueException(
          "Column '%s' holds %s, but values to scale must be finite; clean the data or use null"
              + " for missing values.",
          column, x);
    }
    double clipped = Math.min(Math.max(x, 0), clip);
    return maximum == 0 ? 0.0 : Math.min(1, Math.log1p(clipped) / Math.log1p(maximum));
  }
}
