package io.sparkdeepfm.insight;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.ExampleBlockBuilder;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.SplitMix64;
import io.sparkdeepfm.encode.EncodedData.ExampleColumns;
import io.sparkdeepfm.encode.RowProblem;
import io.sparkdeepfm.encode.VectorExamples;
import io.sparkdeepfm.metric.BinnedScores;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.Scorer;
import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;

/**
 * Scores the rows of a partition in an executor, as they are and with each field permuted. Rows are
 * of features, label and weight, in this order.
 *
 * @param columns named in the sentences about bad rows
 * @param seed of the permutations
 */
record PermutationTask(
    DeepFMConfig config, Broadcast<DeepFMParameters> parameters, ExampleColumns columns, long seed)
    implements Serializable {
  /** Rows among which values are permuted. */
  static final int BLOCK_SIZE = 8192;

  PermutedScores score(int partition, Iterator<Row> rows) {
    PermutedScores scores = new PermutedScores(config.schema().numFields());
    ExampleBlockBuilder builder = new ExampleBlockBuilder(config.schema(), BLOCK_SIZE);
    Scorer scorer = new Scorer(config, parameters.value());
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
    add(scorer.logits(block), block, scores.unpermuted());
    FieldColumn[] changed = block.columns().clone();
    float[] logits = new float[block.size()];
    for (int f = 0; f < changed.length; f++) {
      int[] order = new SplitMix64(SplitMix64.combine(blockSeed, f)).permutation(block.size());
      changed[f] = block.columns()[f].gather(order, 0, order.length);
      scorer.score(changed, 0, block.size(), logits);
      add(logits, block, scores.permuted(f));
      changed[f] = block.columns()[f];
    }
  }

  private static void add(float[] logits, ExampleBlock block, BinnedScores target) {
    for (int b = 0; b < block.size(); b++) {
      target.add(logits[b], block.labels()[b], block.weight(b));
    }
  }
}
