package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.metric.ScoredExamples;
import java.util.List;

/** Joins the scores of several blocks. */
final class ScoredBlocks {
  private ScoredBlocks() {}

  static ScoredExamples join(List<ExampleBlock> blocks, float[][] blockLogits) {
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
}
