package io.sparkdeepfm;

import io.sparkdeepfm.broadcast.BroadcastParameters;
import io.sparkdeepfm.column.FieldMetadata;
import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.data.SplitMix64;
import io.sparkdeepfm.fit.TrainedModel;
import io.sparkdeepfm.insight.PermutationJob;
import io.sparkdeepfm.insight.PermutationJob.PermutedScores;
import io.sparkdeepfm.metric.BinnedScores;
import io.sparkdeepfm.optim.Loss;
import io.sparkdeepfm.param.StageColumns.InputColumns;
import io.sparkdeepfm.scoring.ScoredColumns;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * How much a model needs each field: by how much its predictions get worse when the values of the
 * field are permuted between the rows (Breiman 2001, "Random Forests", section 10; model-agnostic
 * as in Fisher, Rudin and Dominici 2019).
 *
 * <p>One Spark job per repeat, which reads the data once and scores each row once for each field.
 * <b>An approximation:</b> values are permuted within blocks of up to 8,192 rows that follow each
 * other in a partition, not over the whole data. A field that hardly varies within such a block,
 * because the rows are sorted by it or partitions are tiny, seems less important than it is; {@code
 * orderBy(rand(seed))} or {@code repartition} first helps. Logits are binned 64 to a unit for the
 * area under the ROC curve.
 *
 * <p>Fields that tell the same share their importance: each makes up for the other.
 */
public final class PermutationImportance {
  private static final StructType SCHEMA =
      new StructType()
          .add("field", DataTypes.StringType, false)
          .add("importance", DataTypes.DoubleType, false)
          .add("stddev", DataTypes.DoubleType, true)
          .add("baseline", DataTypes.DoubleType, false);

  private Metric metric = Metric.AUC;
  private boolean metricIsSet;
  private int numRepeats = 5;
  private long seed = 42;

  /**
   * Sets the metric: {@code auc} or {@code logLoss} of a classifier; a regression has only {@code
   * error}, its root mean squared error or, with Poisson loss, its mean deviance, which need not be
   * set.
   *
   * @throws IllegalArgumentException if it is another
   */
  public PermutationImportance setMetric(String name) {
    metric = EnumNames.parse(Metric.class, "metric", name);
    metricIsSet = true;
    return this;
  }

  public String getMetric() {
    return EnumNames.nameOf(metric);
  }

  /**
   * Sets the number of permutations, each of which is a pass over the data.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public PermutationImportance setNumRepeats(int repeats) {
    if (repeats < 1) {
      throw Refusal.of("numRepeats is %d, but must be at least 1.", repeats);
    }
    numRepeats = repeats;
    return this;
  }

  public int getNumRepeats() {
    return numRepeats;
  }

  /** Sets the seed of the permutations: the same seed and the same partitions, the same result. */
  public PermutationImportance setSeed(long value) {
    seed = value;
    return this;
  }

  public long getSeed() {
    return seed;
  }

  /**
   * Measures the importance of each field, the most important first: {@code field} string, {@code
   * importance} double, the mean over the repeats of what the metric loses (a fall of the AUC, a
   * rise of the log loss, so more is more important; below 0 by chance), {@code stddev} double, its
   * sample standard deviation over the repeats (null with one), {@code baseline} double, the metric
   * without permutation.
   *
   * @param dataset with the model's features column, as the stages before the model make it, its
   *     label column and, if it was trained with one, its weight column; cache it where these cost
   *     much
   * @throws IllegalArgumentException if a column is missing or of a wrong type, a label is neither
   *     0 nor 1, a weight negative, a vector not of the model, or the metric is not defined
   */
  public Dataset<Row> run(DeepFMClassificationModel model, Dataset<?> dataset) {
    if (metric == Metric.ERROR) {
      throw new IllegalArgumentException(
          "metric is 'error', which is a regression's; use auc or logLoss for a classifier.");
    }
    return run(model, model.broadcast(dataset.sparkSession()), metric, dataset);
  }

  /**
   * The same of a regression, by its {@code error}.
   *
   * @throws IllegalArgumentException if another metric is set, a column is missing or of a wrong
   *     type, a label is not one that the model's loss takes, a weight negative, or a vector not of
   *     the model
   */
  public Dataset<Row> run(DeepFMRegressionModel model, Dataset<?> dataset) {
    if (metricIsSet && metric != Metric.ERROR) {
      throw Refusal.of(
          "metric is '%s', which is a classifier's; use error for a regression.", getMetric());
    }
    return run(model, model.broadcast(dataset.sparkSession()), Metric.ERROR, dataset);
  }

  private Dataset<Row> run(
      TrainedModel model, BroadcastParameters parameters, Metric by, Dataset<?> dataset) {
    FieldSchema schema = model.config().schema();
    ScoredColumns.check(
        InputColumns.requireVector(dataset.schema(), model.getFeaturesCol()), schema);
    List<String> fields =
        FieldMetadata.userColumns(dataset.schema().apply(model.getFeaturesCol()), schema);
    PermutationJob job =
        PermutationJob.of(model.config(), parameters, InputColumns.scored(model), dataset);
    List<PermutedScores> repeats = new ArrayList<>();
    for (int r = 0; r < numRepeats; r++) {
      PermutedScores scores = job.run(SplitMix64.combine(seed, r));
      if (scores.problem() != null) {
        throw new IllegalArgumentException(scores.problem());
      }
      check(by, scores, job);
      repeats.add(scores);
    }
    List<Row> rows = new ArrayList<>();
    for (int f = 0; f < fields.size(); f++) {
      int field = f;
      double baseline = by.of(repeats.get(0), model.config().loss(), -1);
      double[] losses =
          repeats.stream()
              .mapToDouble(scores -> by.loss(baseline, by.of(scores, model.config().loss(), field)))
              .toArray();
      rows.add(row(fields.get(f), baseline, losses));
    }
    rows.sort(Comparator.comparingDouble((Row row) -> row.getDouble(1)).reversed());
    return dataset.sparkSession().createDataFrame(rows, SCHEMA);
  }

  private static void check(Metric by, PermutedScores scores, PermutationJob job) {
    if (by == Metric.ERROR) {
      requireWeight(scores.unpermutedErrors().weight());
      return;
    }
    boolean positives = scores.unpermuted().positiveWeight() > 0;
    boolean negatives = scores.unpermuted().negativeWeight() > 0;
    requireWeight(scores.unpermuted().positiveWeight() + scores.unpermuted().negativeWeight());
    if (by == Metric.AUC && !(positives && negatives)) {
      throw Refusal.of(
          "All rows have the label %d in column '%s', but auc needs both 0 and 1; give rows of"
              + " both or use logLoss.",
          positives ? 1 : 0, job.columns().label());
    }
  }

  private static void requireWeight(double weight) {
    if (!(weight > 0)) {
      throw new IllegalArgumentException(
          "There is no row with a weight above 0 to measure importance on; give some.");
    }
  }

  private static Row row(String field, double baseline, double[] losses) {
    double mean = 0;
    for (double loss : losses) {
      mean += loss / losses.length;
    }
    double squares = 0;
    for (double loss : losses) {
      squares += (loss - mean) * (loss - mean);
    }
    Double deviation = losses.length == 1 ? null : Math.sqrt(squares / (losses.length - 1));
    return RowFactory.create(field, mean, deviation, baseline);
  }

  /** What a field's importance is measured by, by the names that users write. */
  private enum Metric {
    /** Area under the ROC curve. */
    AUC,
    /** Mean log loss. */
    LOG_LOSS,
    /** Of a regression: root mean squared error, or mean Poisson deviance. */
    ERROR;

    /**
     * @param f the field that is permuted; −1 for none
     */
    double of(PermutedScores scores, Loss loss, int f) {
      if (this == ERROR) {
        return (f < 0 ? scores.unpermutedErrors() : scores.permutedErrors(f)).of(loss);
      }
      BinnedScores binned = f < 0 ? scores.unpermuted() : scores.permuted(f);
      return this == AUC ? binned.auc() : binned.logLoss();
    }

    /** By how much the permuted scores are worse. */
    double loss(double baseline, double permuted) {
      return this == AUC ? baseline - permuted : permuted - baseline;
    }
  }
}
