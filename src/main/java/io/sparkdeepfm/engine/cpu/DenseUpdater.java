package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.model.DenseMemory;
import io.sparkdeepfm.optim.Optimizer;
import io.sparkdeepfm.optim.Optimizer.ParameterArrays;
import io.sparkdeepfm.optim.Optimizer.Step;
import io.sparkdeepfm.optim.Penalty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sums the threads' gradients of the dense parameters and applies the optimizer, range by range;
 * one object serves all threads, each with its own range.
 */
final class DenseUpdater {
  private static final int CHUNK = 2048;

  private final LearningRates rates;
  private final float[] dense;
  private final DenseMemory memory;
  private final Span[] spans;
  private final float[][] states;
  private final int length;
  private final int numThreads;

  /** Neighbouring parameters with one optimizer: weights, which are penalised, or the others. */
  private record Span(int begin, int end, Optimizer optimizer) {}

  DenseUpdater(
      TrainingConfig training,
      LearningRates rates,
      DenseLayout layout,
      float[] dense,
      DenseMemory memory) {
    this.rates = rates;
    this.dense = dense;
    this.memory = memory;
    numThreads = training.threadsPerWorker();
    length = layout.trainableLength();
    Optimizer weights = training.layers().forWeights();
    spans =
        training.layers().penalty().equals(Penalty.NONE)
            ? new Span[] {new Span(0, length, weights)}
            : spans(layout, weights, training.layers().forBiases());
    states = new float[weights.numStates()][length];
    for (int s = 0; s < states.length; s++) {
      Arrays.fill(states[s], weights.initialState(s));
    }
  }

  private static Span[] spans(DenseLayout layout, Optimizer weights, Optimizer others) {
    List<Span> spans = new ArrayList<>();
    for (DenseLayout.Segment segment : layout.segments()) {
      int end = segment.offset() + segment.length();
      if (end <= layout.trainableLength()) {
        spans.add(
            new Span(segment.offset(), end, segment.name().endsWith(".weight") ? weights : others));
      }
    }
    return spans.toArray(new Span[0]);
  }

  /** A thread's buffers. */
  static final class Workspace {
    private final ParameterArrays arrays;
    private final float[] addend = new float[CHUNK];
    private final Step step = new Step();

    Workspace(Optimizer optimizer) {
      arrays = new ParameterArrays(optimizer, CHUNK);
    }
  }

  Workspace newWorkspace() {
    return new Workspace(spans[0].optimizer());
  }

  /** The optimizer's states of all trainable dense parameters, live. */
  float[][] states() {
    return states;
  }

  private int begin(int thread) {
    return (int) ((long) length * thread / numThreads);
  }

  /** ‖g‖² of the range of one thread. */
  double squaredNorm(DenseMemory[] gradients, int thread, Workspace w) {
    double sum = 0;
    int end = begin(thread + 1);
    for (int from = begin(thread); from < end; from += CHUNK) {
      int n = Math.min(CHUNK, end - from);
      sumUp(gradients, from, n, 1f, w);
      sum += squaredNorm(w.arrays.gradients, n);
    }
    return sum;
  }

  /**
   * ‖g‖² of the first n numbers, in double, because a square may be beyond a float, and in four
   * sums, because one would wait for each addition.
   */
  static double squaredNorm(float[] g, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
      s0 += (double) g[i] * g[i];
      s1 += (double) g[i + 1] * g[i + 1];
      s2 += (double) g[i + 2] * g[i + 2];
      s3 += (double) g[i + 3] * g[i + 3];
    }
    for (; i < n; i++) {
      s0 += (double) g[i] * g[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /**
   * Updates the range of one thread.
   *
   * @param gradients of all threads, added in this order
   * @param scale factor of the gradients
   */
  void update(DenseMemory[] gradients, int thread, long step, float scale, Workspace workspace) {
    int begin = begin(thread);
    int end = begin(thread + 1);
    Step of = workspace.step.set(step, 1, rates.ofLayers(step));
    for (Span span : spans) {
      int spanEnd = Math.min(end, span.end());
      for (int from = Math.max(begin, span.begin()); from < spanEnd; from += CHUNK) {
        int n = Math.min(CHUNK, spanEnd - from);
        sumUp(gradients, from, n, scale, workspace);
        updateChunk(span.optimizer(), from, n, of, workspace);
      }
    }
    memory.put(dense, begin, end);
  }

  /** Adds up the gradients of all threads over the range of one, into the same places. */
  void sum(DenseMemory[] gradients, int thread, float[] target, Workspace workspace) {
    int end = begin(thread + 1);
    for (int from = begin(thread); from < end; from += CHUNK) {
      int n = Math.min(CHUNK, end - from);
      sumUp(gradients, from, n, 1f, workspace);
      System.arraycopy(workspace.arrays.gradients, 0, target, from, n);
    }
  }

  private static void sumUp(DenseMemory[] gradients, int from, int n, float scale, Workspace w) {
    gradients[0].get(from, w.arrays.gradients, n);
    for (int t = 1; t < gradients.length; t++) {
      gradients[t].get(from, w.addend, n);
      for (int i = 0; i < n; i++) {
        w.arrays.gradients[i] += w.addend[i];
      }
    }
    if (scale != 1f) {
      for (int i = 0; i < n; i++) {
        w.arrays.gradients[i] *= scale;
      }
    }
  }

  private void updateChunk(Optimizer optimizer, int from, int n, Step step, Workspace w) {
    System.arraycopy(dense, from, w.arrays.values, 0, n);
    for (int s = 0; s < states.length; s++) {
      System.arraycopy(states[s], from, w.arrays.states[s], 0, n);
    }
    optimizer.update(w.arrays, n, step);
    System.arraycopy(w.arrays.values, 0, dense, from, n);
    for (int s = 0; s < states.length; s++) {
      System.arraycopy(w.arrays.states[s], 0, states[s], from, n);
    }
  }
}
