package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.model.StepContext.BatchSync;
import java.util.Arrays;

/** Sums over the threads of one worker, each of which holds one member of the team. */
final class TeamSync {
  private final SpinBarrier barrier;
  private final double[][] contributions;

  TeamSync(int numThreads, SpinBarrier barrier) {
    this.barrier = barrier;
    contributions = new double[numThreads][0];
  }

  BatchSync member(int thread) {
    return values -> sum(thread, values);
  }

  private void sum(int thread, double[] values) {
    if (contributions[thread].length < values.length) {
      contributions[thread] = new double[values.length];
    }
    System.arraycopy(values, 0, contributions[thread], 0, values.length);
    barrier.await();
    Arrays.fill(values, 0);
    for (double[] contribution : contributions) {
      for (int i = 0; i < values.length; i++) {
        values[i] += contribution[i];
      }
    }
    barrier.await();
  }
}
