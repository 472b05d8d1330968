package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.engine.KilledTask;
import io.sparkdeepfm.metric.ScoredExamples;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.apache.spark.TaskContext;

/** Scores of several blocks, in one. */
final class ScoredBlocks {
  private ScoredBlocks() {}

  private static ScoredExamples join(List<ExampleBlock> blocks, float[][] blockLogits) {
    int size = blocks.stream().mapToInt(ExampleBlock::size).sum();
    float[] logits = new float[size];
    float[] labels = new float[size];
    float[] weights = new float[size];
    int done = 0;
    for (int i = 0; i < blockLogits.length; i++) {
      ExampleBlock block = blocks.get(i);
      System.arraycopy(blockLogits[i], 0, logits, done, block.size());
      System.arraycopy(block.labels(), 0, labels, done, block.size());
      for (int b = 0; b < block.size(); b++) {
        weights[done + b] = block.weight(b);
      }
      done += block.size();
    }
    return new ScoredExamples(logits, labels, weights);
  }

  /**
   * Scores the validation blocks among all, each on one of {@code threads} threads.
   *
   * @param reading of a block as it is stored, for the replica
   */
  static ScoredExamples score(
      Replica replica,
      Iterator<ExampleBlock> all,
      UnaryOperator<ExampleBlock> reading,
      int threads) {
    List<ExampleBlock> blocks = new ArrayList<>();
    all.forEachRemaining(
        block -> {
          if (block.validation()) {
            blocks.add(block);
          }
        });
    float[][] logits = new float[blocks.size()][];
    AtomicInteger next = new AtomicInteger();
    TaskContext task = TaskContext.get();
    ThreadTeam.run(
        threads,
        new SpinBarrier(threads),
        t -> {
          Replica.BlockScorer scorer = replica.newScorer();
          for (int i = next.getAndIncrement(); i < logits.length; i = next.getAndIncrement()) {
            KilledTask.check(task);
            logits[i] = scorer.logits(reading.apply(blocks.get(i)));
          }
        });
    return join(blocks, logits);
  }
}
