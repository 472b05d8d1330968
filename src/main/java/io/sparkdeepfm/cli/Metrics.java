package io.sparkdeepfm.cli;

import io.sparkdeepfm.evaluation.ScoreColumns;
import io.sparkdeepfm.evaluation.ScoreSums;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How well probabilities foretell labels.
 *
 * @param auc exact area under the ROC curve, ties counted half; NaN where there is only one class
 */
record Metrics(double auc, ScoreSums sums) {

  /**
   * @param scored read twice, so persist what was costly
   * @throws IllegalArgumentException if a label is neither 0 nor 1, or a probability not in [0, 1]
   */
  static Metrics of(Dataset<Row> scored, ScoreColumns columns) {
    ScoreSums sums = ScoreSums.of(scored, columns);
    double auc = sums.hasBothClasses() ? auc(columns.read(scored)) : Double.NaN;
    return new Metrics(auc, sums);
  }

  /** Number of rows, whatever their weights. */
  long rows() {
    return sums.rows();
  }

  /** Rows with label 1. */
  long positives() {
    return sums.positives();
  }

  /** Weighted mean in nats; NaN without rows. */
  double logLoss() {
    return sums.logLoss();
  }

  private static double auc(Dataset<Row> scores) {
    return new BinaryClassificationEvaluator()
        .setRawPredictionCol(ScoreColumns.PROBABILITY)
        .setLabelCol(ScoreColumns.LABEL)
        .setWeightCol(ScoreColumns.WEIGHT)
        .setNumBins(0)
        .evaluate(scores);
  }
}
