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
  private final boolean usesPairs;
  private final int dim;
  private final int width;
  private final FloatMemory fieldVectors; // e, n × F·D
  private final float[] firstOrder; // Σ w x, n
  private final float[] sums; // Σ_f e_f, n × D
  private final float[] squares; // Σ (x v)² or Σ e_f², n × D
  private final float[] row;
  private final float[] rowSquares; // of row, element by element
  private final float[] upperHalf;

  EmbeddingLayer(DeepFMConfig config, int maxExamples) {
    schema = config.schema();
    byFeature = config.interaction() == Interaction.FEATURE;
    usesPairs = config.usesPairs();
    dim = config.embeddingDim();
    width = config.inputWidth();
    fieldVectors = FloatMemory.allocate(Math.multiplyExact(maxExamples, width));
    firstOrder = new float[maxExamples];
    sums = new float[usesPairs ? maxExamples * dim : 0];
    squares = new float[sums.length];
    row = new float[width];
    rowSquares = new float[width];
    upperHalf = new float[width];
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
    for (int b = 0; b < n; b++) {
      for (int f = 0; f < columns.length; f++) {
        float[] table = parameters.table(schema.tableOf(f)).values();
        lookUpField(table, columns[f], begin + b, b, f * dim);
      }
      fieldVectors.put(b * width, row, 0, width);
      if (usesPairs) {
        sumUp(columns, parameters, begin + b, b);
      }
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
      }
    } else if (column.isNumeric()) {
      float x = column.values()[example];
      for (int k = 0; k < dim; k++) {
        row[cell + k] = x * table[k];
      }
      firstOrder[b] += x * table[dim];
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
        row[cell + k] += x * table[begin + k];
      }
      firstOrder[b] += x * table[begin + dim];
    }
  }

  /** Fills S and Q of example b; destroys {@code row}. */
  private void sumUp(FieldColumn[] columns, DeepFMParameters parameters, int example, int b) {
    for (int j = 0; j < width; j++) {
      rowSquares[j] = row[j] * row[j];
    }
    for (int f = 0; byFeature && f < columns.length; f++) {
      if (columns[f].offsets() != null) {
        squareEntries(parameters.table(schema.tableOf(f)).values(), columns[f], example, f * dim);
      }
    }
    sumOverFields(row, sums, b * dim);
    sumOverFields(rowSquares, squares, b * dim);
  }

  /** Where features are paired up, a field's part of Q is Σ (x v)², not (Σ x v)². */
  private void squareEntries(float[] table, FieldColumn column, int example, int cell) {
    Arrays.fill(rowSquares, cell, cell + dim, 0f);
    int end = column.offsets()[example + 1];
    for (int i = column.offsets()[example]; i < end; i++) {
      float x = column.values() == null ? 1f : column.values()[i];
      int begin = column.rows()[i] * (dim + 1);
      for (int k = 0; k < dim; k++) {
        float e = x * table[begin + k];
        rowSquares[cell + k] += e * e;
      }
    }
  }

  /**
   * Adds up the F vectors of {@code values} into D numbers at {@code target[begin]}: the upper half
   * is folded on the lower until one vector is left, so that the additions run over long arrays
   * with one index, which the compiler turns into vector instructions. Destroys {@code values}.
   */
  private void sumOverFields(float[] values, float[] target, int begin) {
    int fields = width / dim;
    while (fields > 1) {
      int kept = (fields + 1) / 2;
      int length = (fields - kept) * dim;
      System.arraycopy(values, kept * dim, upperHalf, 0, length);
      for (int j = 0; j < length; j++) {
        values[j] += upperHalf[j];
      }
      fields = kept;
    }
    System.arraycopy(values, 0, target, begin, dim);
  }

  /** Reads e of example b of the last look-up, F·D floats. */
  void readFieldVectors(int b, float[] target) {
    fieldVectors.get(b * width, target, 0, width);
  }

  /** Computes ½ (S² − Q) of example b of the last look-up, D floats. */
  void readPairs(int b, float[] target) {
    for (int k = 0; k < dim; k++) {
      float s = sums[b * dim + k];
      target[k] = 0.5f * (s * s - squares[b * dim + k]);
    }
  }
}
