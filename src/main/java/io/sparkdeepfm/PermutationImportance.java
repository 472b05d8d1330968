package io.sparkdeepfm;

import io.sparkdeepfm.column.FieldMetadata;
import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.data.SplitMix64;
import io.sparkdeepfm.encode.EncodedData.ExampleColumns;
import io.sparkdeepfm.insight.PermutationJob;
import io.sparkdeepfm.insight.PermutationJob.PermutedScores;
import io.sparkdeepfm.metric.BinnedScores;
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
  private int numRepeats = 5;
  private long seed = 42;

  /**
   * Sets the metric: {@code auc} or {@code logLoss}.
   *
   * @throws IllegalArgumentException if it is another
   */
  public PermutationImportance setMetric(String name) {
    metric = EnumNames.parse(Metric.class, "metric", name);
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
    PermutationJob job = job(model, dataset);
    List<String> fields =
        FieldMetadata.userColumns(dataset.schema().apply(model.getFeaturesCol()), model.fields());
    List<PermutedScores> repeats = new ArrayList<>();
    for (int r = 0; r < numRepeats; r++) {
      PermutedScores scores = job.run(SplitMix64.combine(seed, r));
      check(scores, job.columns());
      repeats.add(scores);
    }
    List<Row> rows = new ArrayList<>();
    for (int f = 0; f < fields.size(); f++) {
      rows.add(row(fields.get(f), f, repeats));
    }
    rows.sort(Comparator.comparingDouble((Row row) -> row.getDouble(1)).reversed());
    return dataset.sparkSession().createDataFrame(rows, SCHEMA);
  }

  private static PermutationJob job(DeepFMClassificationModel model, Dataset<?> dataset) {
    ScoredColumns.check(
        InputColumns.requireVector(dataset.schema(), model.getFeaturesCol()), model.fields());
    return PermutationJob.of(
        model.config(),
        model.broadcast(dataset.sparkSession()),
        InputColumns.scored(model),
        dataset);
  }

  private void check(PermutedScores scores, ExampleColumns columns) {
    if (scores.problem() != null) {
      throw new IllegalArgumentException(scores.problem());
    }
    BinnedScores all = scores.unpermuted();
    boolean positives = all.positiveWeight() > 0;
    boolean negatives = all.negativeWeight() > 0;
    if (!positives && !negatives) {
      throw new IllegalArgumentException(
          "There is no row with a weight above 0 to measure importance on; give some.");
    }
    if (metric == Metric.AUC && !(positives && negatives)) {
      throw Refusal.of(
          "All rows have the label %d in column '%s', but auc needs both 0 and 1; give rows of"
              + " both or use logLoss.",
          positives ? 1 : 0, columns.label());
    }
  }

  private Row row(String field, int f, List<PermutedScores> repeats) {
    double baseline = metric.of(repeats.get(0).unpermuted());
    double[] losses =
        repeats.stream()
            .mapToDouble(scores -> metric.loss(baseline, metric.of(scores.permuted(f))))
            .toArray();
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
    LOG_LOSS;

    double of(BinnedScores scores) {
      return this == AUC ? scores.auc() : scores.logLoss();
    }

    /** By how much the permuted scores are worse. */
    double loss(double baseline, double permuted) {
      return this == AUC ? baseline - permuted : permuted - baseline;
    }
  }
}
