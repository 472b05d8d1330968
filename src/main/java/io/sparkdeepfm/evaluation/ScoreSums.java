package io.sparkdeepfm.evaluation;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;

import io.sparkdeepfm.optim.LogLoss;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/**
 * Sums over labelled and scored rows, found in one pass, from which several metrics follow. y is a
 * row's label, p its probability of label 1, w its weight.
 *
 * @param rows number of rows, whatever their weights
 * @param positives rows with label 1, likewise
 * @param weight Σ w
 * @param positiveWeight Σ w y
 * @param predictedWeight Σ w p
 * @param loss Σ w (−y log p − (1−y) log(1−p)) in nats, p clipped to [1e-15, 1 − 1e-15]
 */
public record ScoreSums(
    long rows,
    long positives,
    double weight,
    double positiveWeight,
    double predictedWeight,
    double loss) {
  private static final UserDefinedFunction LOSS =
      udf(
          (Double p, Double y) -> p == null || y == null ? null : LogLoss.ofProbability(p, y),
          DataTypes.DoubleType);

  /**
   * The sums over all rows, 0 where there are none.
   *
   * @throws IllegalArgumentException if a column is missing or of a wrong type, a label is neither
   *     0 nor 1, a probability not in [0, 1], a weight negative or not finite, or one is null
   */
  public static ScoreSums of(Dataset<?> data, ScoreColumns columns) {
    Dataset<Row> scores = columns.readWithProblems(data);
    Column y = col(ScoreColumns.LABEL);
    Column p = col(ScoreColumns.PROBABILITY);
    Column w = col(ScoreColumns.WEIGHT);
    Row row =
        scores
            .agg(
                count(lit(1)),
                count(ScoreColumns.PROBLEM),
                sum(y),
                sum(w),
                sum(w.multiply(y)),
                sum(w.multiply(p)),
                sum(w.multiply(LOSS.apply(p, y))))
            .head();
    ScoreColumns.requireNoProblem(scores, row.getLong(1));
    long rows = row.getLong(0);
    return rows == 0
        ? new ScoreSums(0, 0, 0, 0, 0, 0)
        : new ScoreSums(
            rows,
            Math.round(row.getDouble(2)),
            row.getDouble(3),
            row.getDouble(4),
            row.getDouble(5),
            row.getDouble(6));
  }

  /** Whether rows of both labels have a weight above 0. */
  public boolean hasBothClasses() {
    return positiveWeight > 0 && positiveWeight < weight;
  }

  /** Weighted mean log loss in nats; NaN if all weights are 0. */
  public double logLoss() {
    return loss / weight;
  }

  /**
   * Log loss over the entropy of the base rate r = Σ w y / Σ w, −r log r − (1−r) log(1−r), which is
   * the log loss of predicting r for every row (He et al. 2014, "Practical Lessons from Predicting
   * Clicks on Ads at Facebook", equation 1); NaN unless there are both classes.
   */
  public double normalizedEntropy() {
    double rate = positiveWeight / weight;
    double entropy = -rate * Math.log(rate) - (1 - rate) * Math.log1p(-rate);
    return hasBothClasses() ? logLoss() / entropy : Double.NaN;
  }

  /**
   * Σ w p / Σ w y, predicted over observed positives (He et al. 2014, section 2); above 1 where
   * probabilities are too large. NaN without positives.
   */
  public double calibrationRatio() {
    return positiveWeight > 0 ? predictedWeight / positiveWeight : Double.NaN;
  }
}
