package io.sparkdeepfm.evaluation;

import static org.apache.spark.sql.functions.ceil;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.sparkdeepfm.metric.CalibrationBin;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows binned by probability, in bins of equal width: ((m−1)/numBins, m/numBins], the first with 0.
 *
 * @param rows number of all rows
 * @param bins those with weight, in no order
 */
record CalibrationBins(long rows, List<CalibrationBin> bins) {
  static CalibrationBins of(Dataset<?> data, ScoreColumns columns, int numBins) {
    Dataset<Row> scores = columns.readWithProblems(data);
    Column p = col(ScoreColumns.PROBABILITY);
    Column w = col(ScoreColumns.WEIGHT);
    List<Row> found =
        scores
            .groupBy(greatest(ceil(p.multiply((double) numBins)), lit(1L)))
            .agg(
                count(RowProblems.PROBLEM),
                count(lit(1)),
                sum(w),
                sum(w.multiply(p)),
                sum(w.multiply(col(ScoreColumns.LABEL))))
            .collectAsList();
    RowProblems.requireNone(scores, found.stream().mapToLong(bin -> bin.getLong(1)).sum());
    List<CalibrationBin> bins = new ArrayList<>();
    for (Row bin : found) {
      double weight = bin.getDouble(3);
      if (weight > 0) {
        bins.add(new CalibrationBin(bin.getDouble(4) / weight, bin.getDouble(5) / weight, weight));
      }
    }
    return new CalibrationBins(found.stream().mapToLong(bin -> bin.getLong(2)).sum(), bins);
  }

  double weight() {
    return bins.stream().mapToDouble(CalibrationBin::weight).sum();
  }
}
