package io.sparkdeepfm;

import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.sparkdeepfm.column.Columns;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.evaluation.ProbabilityEvaluator;
import io.sparkdeepfm.evaluation.ScoreColumns;
import io.sparkdeepfm.evaluation.ScoreSums;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.mllib.evaluation.BinaryClassificationMetrics;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;
import scala.Tuple3;

/**
 * How good the predictions for labelled rows are: what Spark's {@code BinaryClassificationSummary}
 * has, by the same names, and what click-through rates are judged by. All metrics weigh rows by
 * {@code weightCol} if it is set.
 *
 * <p>Curves are those of MLlib's {@code BinaryClassificationMetrics} with about {@value
 * #CURVE_BINS} points, as in Spark's summaries; the area under the ROC curve is exact. Each metric
 * is a Spark job over {@link #predictions}.
 */
public final class PredictionSummary {
  private static final int CURVE_BINS = 1000;

  private final Dataset<Row> predictions;
  private final String predictionCol;
  private final ScoreColumns columns;
  private ScoreSums sums;

  private PredictionSummary(DeepFMClassificationModel model, Dataset<Row> predictions) {
    this.predictions = predictions;
    predictionCol = model.getPredictionCol();
    columns =
        new ScoreColumns(model.getLabelCol(), model.getProbabilityCol(), model.getWeightCol());
    columns.read(predictions); // refuses missing columns now
  }

  /**
   * @param model that may be changed: columns without a name get one
   */
  static PredictionSummary of(DeepFMClassificationModel model, Dataset<?> rows) {
    if (model.getProbabilityCol().isEmpty()) {
      model.setProbabilityCol("probability_" + model.uid());
    }
    if (model.getPredictionCol().isEmpty()) {
      model.setPredictionCol("prediction_" + model.uid());
    }
    return new PredictionSummary(model, model.transform(rows));
  }

  /** The rows with the columns that the model adds. */
  public Dataset<Row> predictions() {
    return predictions;
  }

  /** Name of the column of labels. */
  public String labelCol() {
    return columns.label();
  }

  /** Name of the column of predicted labels. */
  public String predictionCol() {
    return predictionCol;
  }

  /** Name of the column of probabilities. */
  public String scoreCol() {
    return columns.probability();
  }

  /** Name of the column of row weights, or null. */
  public String weightCol() {
    return columns.weight();
  }

  /**
   * Weighted part of the rows whose predicted label is theirs.
   *
   * @throws IllegalArgumentException as all metrics: if there are no rows with weight, or a label
   *     or a weight is not valid
   */
  public double accuracy() {
    ScoreSums all = sums();
    Column isRight =
        Columns.reference(columns.label()).cast("double").equalTo(Columns.reference(predictionCol));
    Row right = predictions.agg(sum(when(isRight, columns.weights()).otherwise(0.0))).head();
    return right.getDouble(0) / all.weight();
  }

  /** Area under the ROC curve: exact, ties counted half. */
  public double areaUnderROC() {
    return metric("areaUnderROC");
  }

  /** Area under the precision-recall curve of {@link #pr}. */
  public double areaUnderPR() {
    return ask(BinaryClassificationMetrics::areaUnderPR);
  }

  /** The ROC curve from (0, 0) to (1, 1): FPR, TPR. */
  public Dataset<Row> roc() {
    return curve("FPR", "TPR", BinaryClassificationMetrics::roc);
  }

  /** The precision-recall curve: recall, precision. */
  public Dataset<Row> pr() {
    return curve("recall", "precision", BinaryClassificationMetrics::pr);
  }

  /** Precision by descending threshold: threshold, precision. */
  public Dataset<Row> precisionByThreshold() {
    return curve("threshold", "precision", BinaryClassificationMetrics::precisionByThreshold);
  }

  /** Recall by descending threshold: threshold, recall. */
  public Dataset<Row> recallByThreshold() {
    return curve("threshold", "recall", BinaryClassificationMetrics::recallByThreshold);
  }

  /** F₁ by descending threshold: threshold, F-Measure. */
  public Dataset<Row> fMeasureByThreshold() {
    return curve("threshold", "F-Measure", BinaryClassificationMetrics::fMeasureByThreshold);
  }

  /** Weighted mean log loss in nats. */
  public double logLoss() {
    return sums().logLoss();
  }

  /** Log loss over the entropy of the base rate; NaN unless there are both labels. */
  public double normalizedEntropy() {
    return sums().normalizedEntropy();
  }

  /** Predicted over observed positives, best at 1; NaN without positives. */
  public double calibration() {
    return sums().calibrationRatio();
  }

  /** Expected calibration error in ten bins of equal width. */
  public double expectedCalibrationError() {
    return metric("expectedCalibrationError");
  }

  private double metric(String name) {
    ProbabilityEvaluator evaluator =
        new ProbabilityEvaluator()
            .setMetricName(name)
            .setLabelCol(columns.label())
            .setProbabilityCol(columns.probability());
    return (columns.weight() == null ? evaluator : evaluator.setWeightCol(columns.weight()))
        .evaluate(predictions);
  }

  private synchronized ScoreSums sums() {
    if (sums == null) {
      ScoreSums found = ScoreSums.of(predictions, columns);
      if (!(found.weight() > 0)) {
        throw Refusal.of(
            "There are %d rows to evaluate, none with a row weight above 0; check how the data"
                + " was split or filtered.",
            found.rows());
      }
      sums = found;
    }
    return sums;
  }

  /** Asks MLlib, whose metrics persist a table until they are told to let it go. */
  private <T> T ask(Function<BinaryClassificationMetrics, T> question) {
    sums(); // refuses bad rows in a sentence
    JavaRDD<Tuple3<Object, Object, Object>> scores =
        columns
            .read(predictions)
            .select(ScoreColumns.PROBABILITY, ScoreColumns.LABEL, ScoreColumns.WEIGHT)
            .toJavaRDD()
            .map(row -> new Tuple3<>(row.get(0), row.get(1), row.get(2)));
    BinaryClassificationMetrics metrics = new BinaryClassificationMetrics(scores.rdd(), CURVE_BINS);
    try {
      return question.apply(metrics);
    } finally {
      metrics.unpersist();
    }
  }

  private Dataset<Row> curve(
      String x,
      String y,
      Function<BinaryClassificationMetrics, RDD<Tuple2<Object, Object>>> points) {
    StructType schema =
        new StructType().add(x, DataTypes.DoubleType, false).add(y, DataTypes.DoubleType, false);
    List<Row> rows =
        ask(metrics -> points.apply(metrics).toJavaRDD().collect()).stream()
            .map(point -> RowFactory.create(point._1(), point._2()))
            .toList();
    return predictions.sparkSession().createDataFrame(rows, schema);
  }
}
