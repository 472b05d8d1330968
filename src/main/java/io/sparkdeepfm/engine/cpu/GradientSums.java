package io.sparkdeepfm.engine.cpu;

import java.util.Arrays;
import java.util.List;

/**
 * What one worker's mini-batch adds to a step of all workers: sums, not means, over its examples.
 */
public final class GradientSums {
  private final RowUpdates[] rows;
  private final float[] dense;
  private final double loss;

  private GradientSums(RowUpdates[] rows, float[] dense, double loss) {
    this.rows = rows;
    this.dense = dense;
    this.loss = loss;
  }

  /**
   * Per table, the rows that the mini-batch holds, ascending, with Σ of the weighted gradients as
   * values.
   */
  public RowUpdates[] rows() {
    return rows;
  }

  /**
   * Σ of the weighted gradients of the trainable dense parameters, then batch norm's moving
   * statistics as this mini-batch alone would move them; empty without examples.
   */
  public float[] dense() {
    return dense;
  }

  /** Σ w·loss. */
  public double loss() {
    return loss;
  }

  /**
   * Puts the parts of the threads of a replica together.
   *
   * @param rows per thread and table; no two threads hold one row
   */
  public static GradientSums of(RowUpdates[][] rows, int rowLength, float[] dense, double loss) {
    RowUpdates[] joined = new RowUpdates[rows[0].length];
    for (int table = 0; table < joined.length; table++) {
      int t = table;
      List<RowUpdates> parts = Arrays.stream(rows).map(ofThread -> ofThread[t]).toList();
      joined[t] = RowUpdates.join(parts, rowLength);
    }
    return new GradientSums(joined, dense, loss);
  }

  /** Those of a worker that has no examples left in the epoch. */
  static GradientSums none(int numTables) {
    RowUpdates[] rows = new RowUpdates[numTables];
    Arrays.fill(rows, new RowUpdates(new int[0], new float[0], null));
    return new GradientSums(rows, new float[0], 0);
  }
}
