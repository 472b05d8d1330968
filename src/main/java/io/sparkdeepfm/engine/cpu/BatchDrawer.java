package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.model.MiniBatch;
import java.util.Arrays;

/** Copies chosen examples of a block into a mini-batch, field by field, into arrays it keeps. */
final class BatchDrawer {
  private final MiniBatch batch;
  private final int capacity;

  BatchDrawer(MiniBatch batch, int capacity) {
    this.batch = batch;
    this.capacity = capacity;
  }

  /**
   * Draws labels and weights of the examples {@code order[from, from + n)}; returns the sum of the
   * weights.
   */
  double drawTargets(ExampleBlock source, int[] order, int from, int n) {
    batch.setSize(n);
    double total = 0;
    for (int b = 0; b < n; b++) {
      batch.labels()[b] = source.labels()[order[from + b]];
      batch.weights()[b] = source.weight(order[from + b]);
      total += batch.weights()[b];
    }
    return total;
  }

  /** Draws one field of the examples {@code order[from, from + n)}. */
  void drawField(ExampleBlock source, int f, int[] order, int from, int n) {
    FieldColumn column = source.columns()[f];
    if (column.isNumeric()) {
      float[] values = numericTarget(f).values();
      for (int b = 0; b < n; b++) {
        values[b] = column.values()[order[from + b]];
      }
    } else if (column.isSingle()) {
      int[] rows = singleTarget(f).rows();
      for (int b = 0; b < n; b++) {
        rows[b] = column.rows()[order[from + b]];
      }
    } else {
      drawEntries(column, f, order, from, n);
    }
  }

  private void drawEntries(FieldColumn column, int f, int[] order, int from, int n) {
    int entries = 0;
    for (int b = 0; b < n; b++) {
      int example = order[from + b];
      entries += column.offsets()[example + 1] - column.offsets()[example];
    }
    FieldColumn target = generalTarget(f, entries);
    int done = 0;
    for (int b = 0; b < n; b++) {
      int begin = column.offsets()[order[from + b]];
      int length = column.offsets()[order[from + b] + 1] - begin;
      System.arraycopy(column.rows(), begin, target.rows(), done, length);
      if (column.values() == null) {
        Arrays.fill(target.values(), done, done + length, 1f);
      } else {
        System.arraycopy(column.values(), begin, target.values(), done, length);
      }
      done += length;
      target.offsets()[b + 1] = done;
    }
  }

  private FieldColumn numericTarget(int f) {
    FieldColumn column = batch.columns()[f];
    if (column == null || !column.isNumeric()) {
      batch.columns()[f] = FieldColumn.numeric(new float[capacity]);
    }
    return batch.columns()[f];
  }

  private FieldColumn singleTarget(int f) {
    FieldColumn column = batch.columns()[f];
    if (column == null || !column.isSingle()) {
      batch.columns()[f] = FieldColumn.single(new int[capacity]);
    }
    return batch.columns()[f];
  }

  private FieldColumn generalTarget(int f, int entries) {
    FieldColumn column = batch.columns()[f];
    if (column == null || column.offsets() == null || column.rows().length < entries) {
      int room = entries + entries / 2;
      batch.columns()[f] =
          FieldColumn.general(new int[capacity + 1], new int[room], new float[room]);
    }
    return batch.columns()[f];
  }
}
