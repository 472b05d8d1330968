package io.sparkdeepfm.model;

import io.sparkdeepfm.data.FieldColumn;
import java.util.Arrays;

/** Reads the vectors of a field's values, an example at a time. For one thread. */
final class FieldVectors {
  private final int dim;
  private final float[] stored; // a row of a table that is not in memory

  FieldVectors(int dim) {
    this.dim = dim;
    stored = new float[dim + 1];
  }

  /**
   * Writes e = Σ x v_r of an example's values to {@code target[cell, cell + D)}.
   *
   * @return Σ x w_r
   */
  float pool(EmbeddingTable table, FieldColumn column, int example, float[] target, int cell) {
    if (column.isSingle()) {
      int r = column.rows()[example];
      if (r < 0) {
        Arrays.fill(target, cell, cell + dim, 0f);
        return 0f;
      }
      float[] values = table.row(r, stored);
      int begin = table.begin(r);
      System.arraycopy(values, begin, target, cell, dim);
      return values[begin + dim];
    }
    if (column.isNumeric()) {
      float x = column.values()[example];
      float[] values = table.row(0, stored);
      for (int k = 0; k < dim; k++) {
        target[cell + k] = x * values[k];
      }
      return x * values[dim];
    }
    return poolEntries(table, column, example, target, cell);
  }

  private float poolEntries(
      EmbeddingTable table, FieldColumn column, int example, float[] target, int cell) {
    Arrays.fill(target, cell, cell + dim, 0f);
    float firstOrder = 0;
    int end = column.offsets()[example + 1];
    for (int i = column.offsets()[example]; i < end; i++) {
      float x = column.values() == null ? 1f : column.values()[i];
      float[] values = table.row(column.rows()[i], stored);
      int begin = table.begin(column.rows()[i]);
      for (int k = 0; k < dim; k++) {
        target[cell + k] += x * values[begin + k];
      }
      firstOrder += x * values[begin + dim];
    }
    return firstOrder;
  }

  /**
   * Writes Σ (x v_r)² of an example's values, of a column with offsets, to {@code target[cell, cell
   * + D)}: where features are paired up, a field's part of Q is this, not (Σ x v_r)².
   */
  void squareEntries(
      EmbeddingTable table, FieldColumn column, int example, float[] target, int cell) {
    Arrays.fill(target, cell, cell + dim, 0f);
    int end = column.offsets()[example + 1];
    for (int i = column.offsets()[example]; i < end; i++) {
      float x = column.values() == null ? 1f : column.values()[i];
      float[] values = table.row(column.rows()[i], stored);
      int begin = table.begin(column.rows()[i]);
      for (int k = 0; k < dim; k++) {
        float e = x * values[begin + k];
        target[cell + k] += e * e;
      }
    }
  }
}
