package io.sparkdeepfm;

import io.sparkdeepfm.column.Columns;
import io.sparkdeepfm.evaluation.RegressionScores;
import io.sparkdeepfm.evaluation.RegressionScores.RegressionColumns;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How good the predictions of numbers for labelled rows are, by the names of Spark's {@code
 * LinearRegressionSummary}. All metrics weigh rows by {@code weightCol} if it is set; each reads
 * {@link #predictions}, so persist what is costly. They throw an IllegalArgumentException if a
 * value is not finite, or there are no rows of a weight above 0.
 */
public final class RegressionSummary {
  private final Dataset<Row> predictions;
  private final String featuresCol;
  private final RegressionColumns columns;
  private RegressionScores scores;

  private RegressionSummary(DeepFMRegressionModel model, Dataset<Row> predictions) {
    this.predictions = predictions;
    featuresCol = model.getFeaturesCol();
    columns =
        new RegressionColumns(model.getLabelCol(), model.getPredictionCol(), model.getWeightCol());
    columns.read(predictions); // refuses missing columns now
  }

  /**
   * @param model that may be changed: a column without a name gets one
   */
  static RegressionSummary of(DeepFMRegressionModel model, Dataset<?> rows) {
    if (model.getPredictionCol().isEmpty()) {
      model.setPredictionCol("prediction_" + model.uid());
    }
    return new RegressionSummary(model, model.transform(rows));
  }

  /** The rows with the columns that the model adds. */
  public Dataset<Row> predictions() {
    return predictions;
  }

  /** Name of the column of features. */
  public String featuresCol() {
    return featuresCol;
  }

  /** Name of the column of labels. */
  public String labelCol() {
    return columns.label();
  }

  /** Name of the column of predictions. */
  public String predictionCol() {
    return columns.prediction();
  }

  /** Name of the column of row weights, or null. */
  public String weightCol() {
    return columns.weight();
  }

  /** Number of rows, whatever their weights. */
  public long numInstances() {
    return scores().rows();
  }

  /** Weighted mean of the squared differences. */
  public double meanSquaredError() {
    return scores().meanSquaredError();
  }

  /** Root of {@link #meanSquaredError}, in the units of the label. */
  public double rootMeanSquaredError() {
    return scores().rootMeanSquaredError();
  }

  /** Weighted mean of the absolute differences. */
  public double meanAbsoluteError() {
    return scores().meanAbsoluteError();
  }

  /**
   * Part of the labels' variance that the predictions account for; below 0 if the mean is better.
   */
  public double r2() {
    return scores().r2();
  }

  /** Weighted mean of (p − ȳ)², as MLlib's {@code RegressionMetrics} defines it. */
  public double explainedVariance() {
    return scores().explainedVariance();
  }

  /** Weighted mean Poisson deviance; NaN if a label is below 0 or a prediction not above. */
  public double meanPoissonDeviance() {
    return scores().meanPoissonDeviance();
  }

  /** One column, residuals: label − prediction. */
  public Dataset<Row> residuals() {
    return predictions.select(
        Columns.reference(columns.label())
            .minus(Columns.reference(columns.prediction()))
            .as("residuals"));
  }

  private synchronized RegressionScores scores() {
    if (scores == null) {
      scores = RegressionScores.of(predictions, columns);
    }
    return scores;
  }
}
