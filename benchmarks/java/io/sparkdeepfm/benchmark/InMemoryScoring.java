package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.DeepFMClassificationModel;
import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.Scorer;

/** Scores a block in memory with a scorer per thread. */
final class InMemoryScoring {
  private final ExampleBlock block;
  private final float[] logits;
  private final Scorer[] scorers;

  InMemoryScoring(
      DeepFMClassificationModel model, ExampleBlock block, int threads, Precision precision) {
    this.block = block;
    logits = new float[block.size()];
    scorers = new Scorer[threads];
    for (int t = 0; t < threads; t++) {
      scorers[t] = new Scorer(model.config(), model.parameters(), precision);
    }
  }

  void score() {
    Thread[] threads = new Thread[scorers.length];
    for (int t = 0; t < threads.length; t++) {
      int begin = (int) ((long) block.size() * t / threads.length);
      int end = (int) ((long) block.size() * (t + 1) / threads.length);
      Scorer scorer = scorers[t];
      threads[t] = new Thread(() -> scorer.score(block.columns(), begin, end, logits));
      threads[t].start();
    }
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
