package io.sparkdeepfm.evaluation;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.ceil;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Sums over rows that were binned by probability.
 *
 * @param rows number of rows
 * @param weight Σ w
 * @param gap Σ over bins of |Σ w (p − y)|, which is each bin's |p̄ − ȳ| times its weight
 */
record CalibrationBins(long rows, double weight, double gap) {
  private static final String BIN = "bin";
  private static final String BAD_ROWS = "badRows";

  static CalibrationBins of(Dataset<?> data, ScoreColumns columns, int numBins) {
    Dataset<Row> scores = columns.readWithProblems(data);
    Column p = col(ScoreColumns.PROBABILITY);
    Column w = col(ScoreColumns.WEIGHT);
    Row total =
        scores
            .groupBy(greatest(ceil(p.multiply((double) numBins)), lit(1L)).as(BIN))
            .agg(
                count(lit(1)).as("rows"),
                sum(w).as("weight"),
                sum(w.multiply(p.minus(col(ScoreColumns.LABEL)))).as("gap"),
                count(RowProblems.PROBLEM).as(BAD_ROWS))
            .agg(sum("rows"), sum("weight"), sum(abs(col("gap"))), sum(BAD_ROWS))
            .head();
    if (total.isNullAt(0)) {
      return new CalibrationBins(0, 0, 0);
    }
    RowProblems.requireNone(scores, total.getLong(3));
    return new CalibrationBins(total.getLong(0), total.getDouble(1), total.getDouble(2));
  }
}
