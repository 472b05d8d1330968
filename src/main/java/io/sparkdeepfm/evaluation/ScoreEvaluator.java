package io.sparkdeepfm.evaluation;

import io.sparkdeepfm.param.CheckedParams.SelfTyped;
import io.sparkdeepfm.persist.StageFiles;
import io.sparkdeepfm.platform.Platform;
import java.util.function.Function;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;

/**
 * What the evaluators of this package have in common: the columns that they read, and files that
 * hold nothing but their Params.
 *
 * <p>{@code evaluate} throws IllegalArgumentException with one sentence if a column is missing or
 * of a wrong type, a label is neither 0 nor 1, a probability is null, NaN or not in [0, 1], a
 * weight is null, negative or not finite, there are no rows or all weigh 0.
 *
 * @param <S> the evaluator, returned by its setters
 */
public abstract class ScoreEvaluator<S extends ScoreEvaluator<S>> extends Evaluator
    implements SelfTyped<S>, MLWritable {
  private static final int FORMAT_VERSION = 1;

  private final String uid;

  ScoreEvaluator(String uid) {
    Platform.check();
    this.uid = uid; // first, since Params ask for it
    setDefault(labelCol(), "label");
    setDefault(probabilityCol(), "probability");
  }

  @Override
  public String uid() {
    return uid;
  }

  /** Column of the labels. */
  public Param<String> labelCol() {
    return new Param<>(this, "labelCol", "numeric column of the labels, 0 or 1");
  }

  /** Column of the probabilities. */
  public Param<String> probabilityCol() {
    return new Param<>(
        this,
        "probabilityCol",
        "column of the probabilities: vectors of two, of which the second is that of label 1, or"
            + " numbers in [0, 1], the probability of label 1");
  }

  /** Column of the row weights. */
  public Param<String> weightCol() {
    return new Param<>(
        this,
        "weightCol",
        "numeric column of row weights, at least 0; unset or empty: every row weighs 1");
  }

  public S setLabelCol(String column) {
    return with(labelCol(), column);
  }

  public String getLabelCol() {
    return getOrDefault(labelCol());
  }

  public S setProbabilityCol(String column) {
    return with(probabilityCol(), column);
  }

  public String getProbabilityCol() {
    return getOrDefault(probabilityCol());
  }

  public S setWeightCol(String column) {
    return with(weightCol(), column);
  }

  /** The column of row weights, or null. */
  public String getWeightCol() {
    return isDefined(weightCol()) ? getOrDefault(weightCol()) : null;
  }

  abstract ProbabilityMetric metric();

  ProbabilityMetric.Measurement measurement(Dataset<?> data) {
    return new ProbabilityMetric.Measurement(
        data, new ScoreColumns(getLabelCol(), getProbabilityCol(), getWeightCol()));
  }

  /**
   * @throws IllegalArgumentException as said of the class, or if the metric is not defined for the
   *     rows
   */
  @Override
  public final double evaluate(Dataset<?> data) {
    return metric().of(measurement(data));
  }

  @Override
  public final boolean isLargerBetter() {
    return metric().isLargerBetter();
  }

  @Override
  public S copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  @Override
  public MLWriter write() {
    return StageFiles.writer(this, FORMAT_VERSION);
  }

  /**
   * @param maker of an evaluator with a given uid
   */
  static <T extends ScoreEvaluator<T>> MLReader<T> reader(
      Class<T> type, Function<String, T> maker) {
    return StageFiles.reader(type, FORMAT_VERSION, maker);
  }
}
