package io.sparkdeepfm.model;

import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.math.FloatMemory;
import java.util.Arrays;

/**
 * Looks up and pools the embeddings of n examples for one thread, and computes what the first- and
 * second-order terms need on the way.
 */
final class EmbeddingLayer {
  private final FieldSchema schema;
  private final boolean byFeature;
  private final int dim;
  private final int width;
  private final FloatMemory fieldVectors; // e, n × F·D
  private final float[] firstOrder; // Σ w x, n
  private final float[] sums; // Σ_f e_f, n × D
  private final float[] squares; // Σ (x v)² or Σ e_f², n × D
  private final float[] row;

  EmbeddingLayer(DeepFMConfig config, int maxExamples) {
    schema = config.schema();
    byFeature = config.interaction() == Interaction.FEATURE;
    dim = config.embeddingDim();
    width = config.inputWidth();
    fieldVectors = FloatMemory.allocate(Math.multiplyExact(maxExamples, width));
    firstOrder = new float[maxExamples];
    sums = new float[maxExamples * dim];
    squares = new float[maxExamples * dim];
    row = new float[width];
  }

  FloatMemory fieldVectors() {
    return fieldVectors;
  }

  float[] firstOrder() {
    return firstOrder;
  }

  float[] sums() {
    return sums;
  }

  float[] squares() {
    return squares;
  }

  /** Looks up examples {@code [begin, begin + n)} of the columns. */
  void lookUp(DeepFMParameters parameters, FieldColumn[] columns, int begin, int n) {
    Arrays.fill(firstOrder, 0, n, 0f);
    Arrays.fill(squares, 0, n * dim, 0f);
    for (int b = 0; b < n; b++) {
      for (int f = 0; f < columns.length; f++) {
        float[] table = parameters.table(schema.tableOf(f)).values();
        lookUpField(table, columns[f], begin + b, b, f * dim);
      }
      sumUp(b);
      fieldVectors.put(b * width, row, 0, width);
    }
  }

  private void lookUpField(float[] table, FieldColumn column, int example, int b, int cell) {
    if (column.isSingle()) {
      int r = column.rows()[example];
      if (r < 0) {
        Arrays.fill(row, cell, cell + dim, 0f);
      } else {
        int begin = r * (dim + 1);
        System.arraycopy(table, begin, row, cell, dim);
        firstOrder[b] += table[begin + dim];
        addSquares(b, cell);
      }
    } else if (column.isNumeric()) {
      float x = column.values()[example];
      for (int k = 0; k < dim; k++) {
        row[cell + k] = x * table[k];
      }
      firstOrder[b] += x * table[dim];
      addSquares(b, cell);
    } else {
      poolEntries(table, column, example, b, cell);
    }
  }

  private void poolEntries(float[] table, FieldColumn column, int example, int b, int cell) {
    Arrays.fill(row, cell, cell + dim, 0f);
    int end = column.offsets()[example + 1];
    for (int i = column.offsets()[example]; i < end; i++) {
      float x = column.values() == null ? 1f : column.values()[i];
      int begin = column.rows()[i] * (dim + 1);
      for (int k = 0; k < dim; k++) {
        float e = x * table[begin + k];
        row[cell + k] += e;
        if (byFeature) {
          squares[b * dim + k] += e * e;
        }
      }
      firstOrder[b] += x * table[begin + dim];
    }
    if (!byFeature) {
      addSquares(b, cell);
    }
  }

  private void addSquares(int b, int cell) {
    int target = b * dim;
    for (int k = 0; k < dim; k++) {
      float e = row[cell + k];
      squares[target + k] += e * e;
    }
  }

  private void sumUp(int b) {
    int target = b * dim;
    Arrays.fill(sums, target, target + dim, 0f);
    for (int cell = 0; cell < width; cell += dim) {
      for (int k = 0; k < dim; k++) {
        sums[target + k] += row[cell + k];
      }
    }
  }

  /** Reads e of example b of the last look-up, F·D floats. */
  void readFieldVectors(int b, float[] target) {
    fieldVectors.get(b * width, target, 0, width);
  }
}
