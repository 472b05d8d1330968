package io.sparkdeepfm.encode;

import io.sparkdeepfm.column.Columns;
import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.data.WorkerExamples;
import io.sparkdeepfm.optim.Loss;
import java.io.Serializable;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.CollectionAccumulator;
import scala.Tuple2;

/**
 * The examples of a training, encoded once, one partition per worker, in memory and where that does
 * not suffice on disk. Closing it gives the room back.
 *
 * @param blocks of training and validation examples, mixed: each block and each worker has a fair
 *     sample of all rows, however the table is sorted
 * @param workers what each worker has to train on, in the order of the partitions
 * @param counts of all examples
 * @param fieldCounts of the training examples
 */
public record EncodedData(
    JavaRDD<ExampleBlock> blocks,
    List<WorkerExamples> workers,
    ExampleCounts counts,
    FieldCounts fieldCounts)
    implements AutoCloseable {
  /**
   * Encodes a Dataset.
   *
   * @param rules which rows are validated on or left out, and weights by label
   * @param numWorkers number of partitions
   * @param coresPerWorker cores that each task on a partition is to have for itself
   * @throws IllegalArgumentException if a row cannot be trained on, no training row is left, or the
   *     labels do not say what is to be learned: all alike for two classes, all 0 for a Poisson
   *     loss
   */
  public static EncodedData encode(
      Dataset<?> dataset,
      ExampleColumns columns,
      FieldSchema schema,
      RowRules rules,
      int numWorkers,
      int coresPerWorker) {
    CollectionAccumulator<String> problems =
        dataset.sparkSession().sparkContext().collectionAccumulator();
    JavaRDD<ExampleBlock> dealt =
        select(dataset, columns)
            .toJavaRDD()
            .<Tuple2<PieceKey, ExampleBlock>>mapPartitionsWithIndex(
                (partition, rows) ->
                    new ExampleEncoder(
                        partition, rows, schema, columns, rules, numWorkers, problems),
                true)
            .mapToPair(piece -> piece)
            .repartitionAndSortWithinPartitions(new PieceKey.ByWorker(numWorkers))
            .values()
            .mapPartitionsWithIndex(
                (worker, pieces) ->
                    new ExampleMixer.StoredBlocks(pieces, rules.mixingSeed(-1L - worker)),
                true);
    JavaRDD<ExampleBlock> blocks =
        ReservedCores.reserve(dealt, coresPerWorker).persist(StorageLevel.MEMORY_AND_DISK());
    boolean done = false;
    try {
      EncodedData data = of(blocks, count(blocks, schema.numFields()));
      data.check(problems.value(), columns, rules);
      done = true;
      return data;
    } finally {
      if (!done) {
        blocks.unpersist();
      }
    }
  }

  /** Features, label, weight and validation indicator, in this order. */
  static Dataset<Row> select(Dataset<?> dataset, ExampleColumns columns) {
    Column validation =
        columns.validationIndicator() == null
            ? functions.lit(false)
            : Columns.reference(columns.validationIndicator());
    return dataset.select(
        Columns.reference(columns.features()),
        Columns.reference(columns.label()).cast("double"),
        columns.weights(),
        validation);
  }

  /** Counts of each worker's blocks. */
  private static List<BlockCounts> count(JavaRDD<ExampleBlock> blocks, int numFields) {
    return blocks.mapPartitions(part -> BlockCounts.of(numFields, part)).collect();
  }

  private static EncodedData of(JavaRDD<ExampleBlock> blocks, List<BlockCounts> counts) {
    List<WorkerExamples> workers =
        counts.stream()
            .map(c -> new WorkerExamples(c.examples.training(), ExampleMixer.BLOCK_SIZE))
            .toList();
    BlockCounts all = counts.stream().reduce(BlockCounts::plus).orElseThrow();
    return new EncodedData(blocks, workers, all.examples, all.fields);
  }

  private void check(List<String> problems, ExampleColumns columns, RowRules rules) {
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(problems.get(0));
    }
    if (counts.training() == 0) {
      throw new IllegalArgumentException(
          "There is no row to train on; the Dataset is empty or all its rows are for validation.");
    }
    if (!columns.loss().isRegression()) {
      checkClasses(columns);
    }
    if (counts.weight() == 0) {
      throw Refusal.of(
          "All %d training rows have the weight 0 in column '%s', but training needs some row"
              + " with a weight above 0.",
          counts.training(), columns.weight());
    }
    if (columns.loss() == Loss.POISSON && counts.labelSum() == 0) {
      throw Refusal.of(
          "All %d training rows of a weight above 0 have the label 0 in column '%s', but loss"
              + " 'poisson' needs some label above 0.",
          counts.training(), columns.label());
    }
    checkValidation(columns, rules);
  }

  private void checkClasses(ExampleColumns columns) {
    if (counts.positives() == 0 || counts.positives() == counts.training()) {
      throw Refusal.of(
          "All %d training rows have the label %d in column '%s', but training needs both 0 and 1.",
          counts.training(), counts.positives() == 0 ? 0 : 1, columns.label());
    }
  }

  private void checkValidation(ExampleColumns columns, RowRules rules) {
    if (columns.validationIndicator() == null && rules.validationFraction() == 0) {
      return;
    }
    boolean positives = counts.validationPositiveWeight() > 0;
    boolean negatives = counts.validationNegativeWeight() > 0;
    String source =
        columns.validationIndicator() == null
            ? "validationFraction " + rules.validationFraction()
            : "validationIndicatorCol '" + columns.validationIndicator() + "'";
    if (columns.loss().isRegression()) {
      if (!positives && !negatives) {
        throw Refusal.of(
            "%s leaves %d validation rows, none of a weight above 0; choose other rows.",
            source, counts.validation());
      }
    } else if (!positives || !negatives) {
      String missing = positives ? "negatives" : negatives ? "positives" : "positives or negatives";
      throw Refusal.of(
          "%s leaves %d validation rows without %s of a weight above 0, but validation needs"
              + " both; choose other rows.",
          source, counts.validation(), missing);
    }
  }

  /** A digest of each worker's blocks, equal only if these are, in the same order. */
  public List<String> digests() {
    return blocks.mapPartitions(BlockDigest::of).collect();
  }

  @Override
  public void close() {
    blocks.unpersist();
  }

  /** All that is counted in one pass over the example blocks. */
  private static final class BlockCounts
      implements Serializable { // no record: Kryo cannot make them
    private ExampleCounts examples = ExampleCounts.NONE;
    private final FieldCounts fields;

    BlockCounts(int numFields) {
      fields = new FieldCounts(numFields);
    }

    static Iterator<BlockCounts> of(int numFields, Iterator<ExampleBlock> blocks) {
      BlockCounts counts = new BlockCounts(numFields);
      while (blocks.hasNext()) {
        ExampleBlock block = blocks.next();
        counts.examples = counts.examples.plus(ExampleCounts.of(block));
        counts.fields.add(block);
      }
      return Collections.singleton(counts).iterator();
    }

    /** Adds what was counted elsewhere. */
    BlockCounts plus(BlockCounts other) {
      examples = examples.plus(other.examples);
      fields.plus(other.fields);
      return this;
    }
  }

  /**
   * The columns that training reads.
   *
   * @param features vector column
   * @param label numeric column
   * @param weight numeric column, or null where every row weighs 1
   * @param validationIndicator boolean column, or null where every row is for training
   * @param loss by which labels are judged, which says what they must be
   */
  public record ExampleColumns(
      String features, String label, String weight, String validationIndicator, Loss loss)
      implements Serializable {
    /** The row weights as doubles. */
    public Column weights() {
      return weight == null ? functions.lit(1.0) : Columns.reference(weight).cast("double");
    }
  }
}
