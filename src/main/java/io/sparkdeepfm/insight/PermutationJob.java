package io.sparkdeepfm.insight;

import io.sparkdeepfm.broadcast.BroadcastParameters;
import io.sparkdeepfm.column.Columns;
import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.ExampleBlockBuilder;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.SplitMix64;
import io.sparkdeepfm.encode.EncodedData.ExampleColumns;
import io.sparkdeepfm.encode.RowProblem;
import io.sparkdeepfm.encode.VectorExamples;
import io.sparkdeepfm.metric.BinnedScores;
import io.sparkdeepfm.metric.RegressionErrors;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.Scorer;
import io.sparkdeepfm.optim.Loss;
import io.sparkdeepfm.param.StageColumns.InputColumns;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/**
 * Scores data as they are and with each field permuted, in one Spark job.
 *
 * @param config shape of the model
 * @param parameters of the model
 * @param rows of features, label and weight
 * @param columns where these come from
 */
public record PermutationJob(
    DeepFMConfig config,
    BroadcastParameters parameters,
    JavaRDD<Row> rows,
    ExampleColumns columns) {
  /**
   * Of a model and data whose features column has been checked.
   *
   * @throws IllegalArgumentException if the label or the weight is missing or not numeric
   */
  public static PermutationJob of(
      DeepFMConfig config,
      BroadcastParameters parameters,
      ExampleColumns columns,
      Dataset<?> data) {
    check(columns, data.schema());
    JavaRDD<Row> rows =
        data.select(
                Columns.reference(columns.features()),
                Columns.reference(columns.label()).cast("double"),
                columns.weights())
            .toJavaRDD();
    return new PermutationJob(config, parameters, rows, columns);
  }

  private static void check(ExampleColumns columns, StructType schema) {
    InputColumns.requireNumeric(schema, "labelCol", columns.label());
    if (columns.weight() != null) {
      InputColumns.requireNumeric(schema, "weightCol", columns.weight());
    }
  }

  /**
   * Scores of all rows. Partitions are added up in their order, whichever ends first, in groups on
   * the executors, so that the driver gets about √P results of P partitions.
   */
  public PermutedScores run(long seed) {
    Task task = new Task(config, parameters, columns, seed);
    int groupSize = (int) Math.ceil(Math.sqrt(Math.max(1, rows.getNumPartitions())));
    List<Tuple2<Integer, PermutedScores>> groups =
        rows.<Tuple2<Integer, PermutedScores>>mapPartitionsWithIndex(
                (partition, part) ->
                    List.of(new Tuple2<>(partition, task.score(partition, part))).iterator(),
                false)
            .mapToPair(scored -> new Tuple2<>(scored._1() / groupSize, scored))
            .groupByKey(groupSize)
            .mapValues(PermutationJob::sum)
            .collect();
    return groups.isEmpty() ? new PermutedScores(config) : sum(groups);
  }

  /** The sum of numbered scores in the order of their numbers. */
  private static PermutedScores sum(Iterable<Tuple2<Integer, PermutedScores>> numbered) {
    return StreamSupport.stream(numbered.spliterator(), false)
        .sorted(Comparator.comparing(Tuple2::_1))
        .map(Tuple2::_2)
        .reduce(PermutedScores::add)
        .orElseThrow();
  }

  /**
   * Scores the rows of a partition in an executor, as they are and with each field permuted. Rows
   * are of features, label and weight, in this order.
   *
   * @param columns named in the sentences about bad rows
   * @param seed of the permutations
   */
  record Task(
      DeepFMConfig config, BroadcastParameters parameters, ExampleColumns columns, long seed)
      implements Serializable {
    /** Rows among which values are permuted. */
    static final int BLOCK_SIZE = 8192;

    PermutedScores score(int partition, Iterator<Row> rows) {
      PermutedScores scores = new PermutedScores(config);
      ExampleBlockBuilder builder = new ExampleBlockBuilder(config.schema(), BLOCK_SIZE);
      Scorer scorer = Scorer.sharing(config, parameters.value());
      long blockSeed = SplitMix64.combine(seed, partition);
      while (rows.hasNext() && scores.problem() == null) {
        scores.setProblem(add(rows.next(), builder));
        if (scores.problem() == null && (builder.isFull() || !rows.hasNext())) {
          blockSeed = SplitMix64.mix(blockSeed);
          score(builder.build(false), scorer, blockSeed, scores);
        }
      }
      return scores;
    }

    /** Adds a row to the block; gives its problem, or null. */
    private String add(Row row, ExampleBlockBuilder builder) {
      String problem = RowProblem.of(columns, config.schema(), row);
      if (problem == null) {
        VectorExamples.add(builder, row.getAs(0), row.getDouble(1), row.getDouble(2));
      }
      return problem;
    }

    private void score(ExampleBlock block, Scorer scorer, long blockSeed, PermutedScores scores) {
      scores.add(0, scorer.logits(block), block);
      FieldColumn[] changed = block.columns().clone();
      float[] logits = new float[block.size()];
      for (int f = 0; f < changed.length; f++) {
        int[] order = new SplitMix64(SplitMix64.combine(blockSeed, f)).permutation(block.size());
        changed[f] = block.columns()[f].gather(order, 0, order.length);
        scorer.score(changed, 0, block.size(), logits);
        scores.add(1 + f, logits, block);
        changed[f] = block.columns()[f];
      }
    }
  }

  /**
   * Scores of some rows as they are, and with each field in turn permuted: of a classifier or of a
   * regression. Not a record: it travels, and Kryo cannot make records.
   */
  public static final class PermutedScores implements Serializable {
    private final Loss loss;
    private final BinnedScores[] scores; // as they are; then by field; none of a regression
    private final RegressionErrors[] errors; // likewise; none of a classifier
    private String problem;

    PermutedScores(DeepFMConfig config) {
      loss = config.loss();
      int length = 1 + config.schema().numFields();
      scores = new BinnedScores[loss.isRegression() ? 0 : length];
      Arrays.setAll(scores, i -> new BinnedScores());
      errors = new RegressionErrors[loss.isRegression() ? length : 0];
      Arrays.setAll(errors, i -> new RegressionErrors());
    }

    /** A classifier's scores of the rows as they are. */
    public BinnedScores unpermuted() {
      return scores[0];
    }

    /** A classifier's scores with field f permuted. */
    public BinnedScores permuted(int f) {
      return scores[1 + f];
    }

    /** A regression's errors on the rows as they are. */
    public RegressionErrors unpermutedErrors() {
      return errors[0];
    }

    /** A regression's errors with field f permuted. */
    public RegressionErrors permutedErrors(int f) {
      return errors[1 + f];
    }

    /** What is wrong with one of the rows, or null. */
    public String problem() {
      return problem;
    }

    void setProblem(String sentence) {
      problem = sentence;
    }

    /**
     * Adds the scores of a block.
     *
     * @param place 0 as they are, 1 + f with field f permuted
     */
    void add(int place, float[] outputs, ExampleBlock block) {
      for (int b = 0; b < block.size(); b++) {
        if (loss.isRegression()) {
          errors[place].add(loss, outputs[b], block.labels()[b], block.weight(b));
        } else {
          scores[place].add(outputs[b], block.labels()[b], block.weight(b));
        }
      }
    }

    /** Adds the scores of other rows; gives this. */
    PermutedScores add(PermutedScores others) {
      for (int i = 0; i < scores.length; i++) {
        scores[i].add(others.scores[i]);
      }
      for (int i = 0; i < errors.length; i++) {
        errors[i].add(others.errors[i]);
      }
      problem = problem == null ? others.problem : problem;
      return this;
    }
  }
}
