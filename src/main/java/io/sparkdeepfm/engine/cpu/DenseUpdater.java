package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.model.DenseMemory;
import io.sparkdeepfm.optim.Optimizer;
import java.util.Arrays;

/**
 * Sums the threads' gradients of the dense parameters and applies the optimizer, range by range;
 * one object serves all threads, each with its own range.
 */
final class DenseUpdater {
  private static final int CHUNK = 2048;

  private final Optimizer optimizer;
  private final float learningRate;
  private final float[] dense;
  private final DenseMemory memory;
  private final float[][] states;
  private final int length;
  private final int numThreads;

  DenseUpdater(
      Optimizer optimizer,
      double learningRate,
      DenseLayout layout,
      float[] dense,
      DenseMemory memory,
      int numThreads) {
    this.optimizer = optimizer;
    this.learningRate = (float) learningRate;
    this.dense = dense;
    this.memory = memory;
    this.numThreads = numThreads;
    length = layout.trainableLength();
    states = new float[optimizer.numStates()][length];
    for (int s = 0; s < states.length; s++) {
      Arrays.fill(states[s], optimizer.initialState(s));
    }
  }

  /** A thread's buffers. */
  static final class Workspace {
    private final float[] values = new float[CHUNK];
    private final float[] gradients = new float[CHUNK];
    private final float[] addend = new float[CHUNK];
    private final float[][] states;

    Workspace(int numStates) {
      states = new float[numStates][CHUNK];
    }
  }

  Workspace newWorkspace() {
    return new Workspace(optimizer.numStates());
  }

  /**
   * Updates the range of one thread.
   *
   * @param gradients of all threads, added in this order
   */
  void update(DenseMemory[] gradients, int thread, long step, Workspace workspace) {
    int begin = (int) ((long) length * thread / numThreads);
    int end = (int) ((long) length * (thread + 1) / numThreads);
    for (int from = begin; from < end; from += CHUNK) {
      updateChunk(gradients, from, Math.min(CHUNK, end - from), step, workspace);
    }
    memory.put(dense, begin, end);
  }

  private void updateChunk(DenseMemory[] gradients, int from, int n, long step, Workspace w) {
    gradients[0].get(from, w.gradients, n);
    for (int t = 1; t < gradients.length; t++) {
      gradients[t].get(from, w.addend, n);
      for (int i = 0; i < n; i++) {
        w.gradients[i] += w.addend[i];
      }
    }
    System.arraycopy(dense, from, w.values, 0, n);
    for (int s = 0; s < states.length; s++) {
      System.arraycopy(states[s], from, w.states[s], 0, n);
    }
    optimizer.update(w.values, w.gradients, w.states, n, step, learningRate);
    System.arraycopy(w.values, 0, dense, from, n);
    for (int s = 0; s < states.length; s++) {
      System.arraycopy(w.states[s], 0, states[s], from, n);
    }
  }
}
