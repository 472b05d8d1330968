package io.sparkdeepfm.cli;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How well probabilities foretell labels.
 *
 * @param auc exact area under the ROC curve, ties counted half; NaN where there is only one class
 * @param logLoss weighted mean of −log(probability of the true class) in nats, probabilities
 *     clipped to [1e-15, 1 − 1e-15]; NaN without rows
 * @param rows number of rows, whatever their weights
 * @param positives rows with label 1
 */
record Metrics(double auc, double logLoss, long rows, long positives) {
  static final String PROBABILITY = "probability";
  static final String LABEL = "label";
  static final String WEIGHT = "weight";
  static final String TRUTH = "truth";
  private static final double CLIP = 1e-15;

  /**
   * @param scored columns label (0 or 1), weight and that of the probabilities, all doubles without
   *     nulls; read twice, so persist what was costly
   * @param probabilities name of the column to measure: {@link #PROBABILITY} or {@link #TRUTH}
   */
  static Metrics of(Dataset<Row> scored, String probabilities) {
    Column probability = least(greatest(col(probabilities), lit(CLIP)), lit(1 - CLIP));
    Column ofTruth = when(col(LABEL).equalTo(1), probability).otherwise(lit(1).minus(probability));
    Column loss = sum(negate(log(ofTruth)).multiply(col(WEIGHT))).divide(sum(col(WEIGHT)));
    Row row = scored.agg(count(lit(1)), sum(col(LABEL)), loss).head();
    long rows = row.getLong(0);
    long positives = rows == 0 ? 0 : Math.round(row.getDouble(1));
    boolean bothClasses = positives > 0 && positives < rows;
    return new Metrics(
        bothClasses ? auc(scored, probabilities) : Double.NaN,
        row.isNullAt(2) ? Double.NaN : row.getDouble(2),
        rows,
        positives);
  }

  private static double auc(Dataset<Row> scored, String probabilities) {
    return new BinaryClassificationEvaluator()
        .setRawPredictionCol(probabilities)
        .setLabelCol(LABEL)
        .setWeightCol(WEIGHT)
        .setNumBins(0)
        .evaluate(scored);
  }
}
