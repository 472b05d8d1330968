package io.sparkdeepfm.evaluation;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.sparkdeepfm.column.Columns;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.param.StageColumns.InputColumns;
import org.apache.spark.mllib.evaluation.RegressionMetrics;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Tuple3;

/**
 * How far predictions are from labels, by the definitions of MLlib's {@code RegressionMetrics}, all
 * weighted. Each metric reads the rows, which are checked before the first.
 */
public final class RegressionScores {
  private static final String LABEL = "label";
  private static final String PREDICTION = "prediction";
  private static final String WEIGHT = "weight";

  private final Dataset<Row> data; // label, prediction and weight as doubles
  private final RegressionMetrics metrics;
  private final long rows;

  private RegressionScores(Dataset<Row> data, long rows) {
    this.data = data;
    this.rows = rows;
    metrics =
        new RegressionMetrics(
            data.toJavaRDD()
                .map(row -> new Tuple3<Object, Object, Object>(row.get(1), row.get(0), row.get(2)))
                .rdd(),
            false);
  }

  /**
   * The columns that are compared.
   *
   * @param label numbers
   * @param prediction numbers
   * @param weight numbers of at least 0; null or empty: every row weighs 1
   */
  public record RegressionColumns(String label, String prediction, String weight) {
    public RegressionColumns {
      weight = weight == null || weight.isEmpty() ? null : weight;
    }

    /**
     * @throws IllegalArgumentException if a column is missing or not numeric
     */
    public Dataset<Row> read(Dataset<?> rows) {
      InputColumns.requireNumeric(rows.schema(), "labelCol", label);
      InputColumns.requireNumeric(rows.schema(), "predictionCol", prediction);
      if (weight != null) {
        InputColumns.requireNumeric(rows.schema(), "weightCol", weight);
      }
      return rows.select(
          number(label).as(LABEL),
          number(prediction).as(PREDICTION),
          (weight == null ? lit(1.0) : number(weight)).as(WEIGHT));
    }

    private static Column number(String column) {
      return Columns.reference(column).cast("double");
    }

    /** A sentence about the row, null in good ones. */
    private Column problem() {
      return coalesce(
          when(isNotFinite(LABEL), sentence("label", label, LABEL)),
          when(isNotFinite(PREDICTION), sentence("prediction", prediction, PREDICTION)),
          when(
              isNotFinite(WEIGHT).or(col(WEIGHT).lt(0)),
              sentence("row weight", weight == null ? "" : weight, WEIGHT)));
    }

    private static Column isNotFinite(String column) {
      Column value = col(column);
      return value.isNull().or(value.isNaN()).or(abs(value).equalTo(Double.POSITIVE_INFINITY));
    }

    private static Column sentence(String what, String name, String column) {
      String expected = what.equals("row weight") ? "finite and at least 0" : "finite";
      return concat(
          lit(String.format("Column '%s' has the %s ", name, what)),
          coalesce(col(column).cast("string"), lit("null")),
          lit(
              String.format(
                  ", but it must be %s; correct the column or drop such rows.", expected)));
    }
  }

  /**
   * Looks at all rows once.
   *
   * @throws IllegalArgumentException if a column is missing or not numeric, a value is not finite,
   *     a weight negative, or there is no row of a weight above 0
   */
  public static RegressionScores of(Dataset<?> scored, RegressionColumns columns) {
    Dataset<Row> data = columns.read(scored);
    Row all = data.agg(count(lit(1)), min(columns.problem()), sum(col(WEIGHT))).head();
    if (!all.isNullAt(1)) {
      throw new IllegalArgumentException(all.getString(1));
    }
    if (all.isNullAt(2) || !(all.getDouble(2) > 0)) {
      throw Refusal.of(
          "There are %d rows to evaluate, none with a row weight above 0; check how the data was"
              + " split or filtered.",
          all.getLong(0));
    }
    return new RegressionScores(data, all.getLong(0));
  }

  /** Number of rows, whatever their weights. */
  public long rows() {
    return rows;
  }

  public double meanSquaredError() {
    return metrics.meanSquaredError();
  }

  public double rootMeanSquaredError() {
    return metrics.rootMeanSquaredError();
  }

  public double meanAbsoluteError() {
    return metrics.meanAbsoluteError();
  }

  /** 1 − Σ (y − p)² / Σ (y − ȳ)²; below 0 if the mean label foretells better. */
  public double r2() {
    return metrics.r2();
  }

  /** The mean of (p − ȳ)², as MLlib defines it. */
  public double explainedVariance() {
    return metrics.explainedVariance();
  }

  /**
   * The mean of 2 (y log(y/p) − y + p), 0 at best (McCullagh and Nelder 1989, section 2.3); NaN if
   * a label is below 0 or a prediction not above.
   */
  public double meanPoissonDeviance() {
    Column label = col(LABEL);
    Column prediction = col(PREDICTION);
    Column ofLabel =
        when(label.equalTo(0), 0.0).otherwise(label.multiply(log(label.divide(prediction))));
    Column deviance =
        when(label.lt(0).or(prediction.leq(0)), Double.NaN)
            .otherwise(ofLabel.minus(label).plus(prediction).multiply(2));
    Row sums = data.agg(sum(deviance.multiply(col(WEIGHT))), sum(col(WEIGHT))).head();
    return sums.getDouble(0) / sums.getDouble(1);
  }
}
