package io.sparkdeepfm.model;

import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.math.FloatMemory;
import io.sparkdeepfm.math.Sgemm;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import java.util.Arrays;

/**
 * Looks up and pools the embeddings of n examples for one thread, and computes what the first- and
 * second-order terms need on the way.
 */
final class EmbeddingLayer {
  private final FieldSchema schema;
  private final boolean byFeature;
  private final boolean usesPairs;
  private final boolean keepsSquares; // else only their total over D
  private final int dim;
  private final int width;
  private final FloatMemory fieldVectors; // e, n × F·D
  private final FloatMemory squaredVectors; // e² or Σ (x v)² of each field, n × F·D
  private final FloatMemory identities; // F·D × D
  private final FloatMemory folded; // n × D
  private final Sgemm products; // null to sum up row by row, without native code
  private final float[] firstOrder; // Σ w x, n
  private final float[] sums; // Σ_f e_f, n × D
  private final float[] squares; // Σ (x v)² or Σ e_f², n × D if they are kept
  private final float[] squareTotals; // the sum of these over D, n if they are not kept
  private final float[] row;
  private final float[] rowSquares; // of row, element by element
  private final float[] stored; // a row of a table that is not in memory

  /**
   * @param scratch n × F·D floats that a look-up overwrites and nothing reads afterwards; none are
   *     needed unless {@link #keepsSquares(DeepFMConfig)}
   */
  EmbeddingLayer(DeepFMConfig config, int maxExamples, FloatMemory scratch) {
    this(config, maxExamples, scratch, new Sgemm());
  }

  /** As the other, with products of the caller's choice; null to sum up row by row. */
  EmbeddingLayer(DeepFMConfig config, int maxExamples, FloatMemory scratch, Sgemm products) {
    this.products = products;
    schema = config.schema();
    byFeature = config.interaction() == Interaction.FEATURE;
    usesPairs = config.usesPairs();
    keepsSquares = keepsSquares(config);
    dim = config.embeddingDim();
    width = config.inputWidth();
    fieldVectors = FloatMemory.allocate((long) maxExamples * width);
    firstOrder = new float[maxExamples];
    sums = new float[usesPairs ? maxExamples * dim : 0];
    squares = new float[keepsSquares ? sums.length : 0];
    squareTotals = new float[usesPairs && !keepsSquares ? maxExamples : 0];
    row = new float[width];
    rowSquares = new float[width];
    squaredVectors = scratch;
    folded = FloatMemory.allocate(sums.length);
    identities = identities(usesPairs && products != null ? schema.numFields() : 0, dim);
    stored = new float[dim + 1];
  }

  /** Whether the squares of each component are read; else scratch is not needed. */
  static boolean keepsSquares(DeepFMConfig config) {
    return config.deepReadsPairs() || (config.secondOrder() && config.head() == Head.WEIGHTED);
  }

  private static FloatMemory identities(int number, int size) {
    float[] values = new float[number * size * size];
    for (int i = 0; i < number * size; i++) {
      values[i * size + i % size] = 1f;
    }
    FloatMemory result = FloatMemory.allocate(values.length);
    result.put(0, values, 0, values.length);
    return result;
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

  /** ‖S‖² − Σ_k Q_k of example b of the last look-up, twice the second-order term. */
  float twiceSecondOrder(int b) {
    float sum = 0;
    for (int k = 0; k < dim; k++) {
      float s = sums[b * dim + k];
      sum += keepsSquares ? s * s - squares[b * dim + k] : s * s;
    }
    return keepsSquares ? sum : sum - squareTotals[b];
  }

  /** Looks up examples {@code [begin, begin + n)} of the columns. */
  void lookUp(DeepFMParameters parameters, FieldColumn[] columns, int begin, int n) {
    lookUp(parameters, columns, begin, n, null);
  }

  /**
   * The same, and composes what the first layers read in place of the field vectors.
   *
   * @param input null for none
   */
  void lookUp(
      DeepFMParameters parameters, FieldColumn[] columns, int begin, int n, InputMatrix input) {
    Arrays.fill(firstOrder, 0, n, 0f);
    for (int b = 0; b < n; b++) {
      for (int f = 0; f < columns.length; f++) {
        lookUpField(parameters.table(schema.tableOf(f)), columns[f], begin + b, b, f * dim);
      }
      fieldVectors.put(b * width, row, 0, width);
      if (input != null) {
        input.compose(row, begin + b, b);
      }
      if (usesPairs) {
        square(columns, parameters, begin + b, b);
        if (products == null) {
          sumUpRow(b * dim);
        }
      }
    }
    if (usesPairs && products != null) {
      sumUp(n);
    }
  }

  private void lookUpField(EmbeddingTable table, FieldColumn column, int example, int b, int cell) {
    if (column.isSingle()) {
      int r = column.rows()[example];
      if (r < 0) {
        Arrays.fill(row, cell, cell + dim, 0f);
      } else {
        float[] values = table.row(r, stored);
        int begin = table.begin(r);
        System.arraycopy(values, begin, row, cell, dim);
        firstOrder[b] += values[begin + dim];
      }
    } else if (column.isNumeric()) {
      float x = column.values()[example];
      float[] values = table.row(0, stored);
      for (int k = 0; k < dim; k++) {
        row[cell + k] = x * values[k];
      }
      firstOrder[b] += x * values[dim];
    } else {
      poolEntries(table, column, example, b, cell);
    }
  }

  private void poolEntries(EmbeddingTable table, FieldColumn column, int example, int b, int cell) {
    Arrays.fill(row, cell, cell + dim, 0f);
    int end = column.offsets()[example + 1];
    for (int i = column.offsets()[example]; i < end; i++) {
      float x = column.values() == null ? 1f : column.values()[i];
      float[] values = table.row(column.rows()[i], stored);
      int begin = table.begin(column.rows()[i]);
      for (int k = 0; k < dim; k++) {
        row[cell + k] += x * values[begin + k];
      }
      firstOrder[b] += x * values[begin + dim];
    }
  }

  /** Writes what Q is summed up from of example b, whose field vectors stand in {@code row}. */
  private void square(FieldColumn[] columns, DeepFMParameters parameters, int example, int b) {
    for (int j = 0; j < width; j++) {
      rowSquares[j] = row[j] * row[j];
    }
    for (int f = 0; byFeature && f < columns.length; f++) {
      if (columns[f].offsets() != null) {
        squareEntries(parameters.table(schema.tableOf(f)), columns[f], example, f * dim);
      }
    }
    if (keepsSquares) {
      squaredVectors.put(b * width, rowSquares, 0, width);
    } else {
      squareTotals[b] = sum(rowSquares);
    }
  }

  /** In eight sums, because one would wait for each addition. */
  private static float sum(float[] values) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    int j = 0;
    for (; j + 7 < values.length; j += 8) {
      s0 += values[j];
      s1 += values[j + 1];
      s2 += values[j + 2];
      s3 += values[j + 3];
      s4 += values[j + 4];
      s5 += values[j + 5];
      s6 += values[j + 6];
      s7 += values[j + 7];
    }
    for (; j < values.length; j++) {
      s0 += values[j];
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
  }

  /** S and Q of n examples, as products with F identity matrices, one below the other. */
  private void sumUp(int n) {
    products.multiply(n, dim, width, fieldVectors, identities, folded);
    folded.get(0, sums, 0, n * dim);
    if (keepsSquares) {
      products.multiply(n, dim, width, squaredVectors, identities, folded);
      folded.get(0, squares, 0, n * dim);
    }
  }

  /** S and Q of the example in {@code row}, in the order of the fields. */
  private void sumUpRow(int begin) {
    Arrays.fill(sums, begin, begin + dim, 0f);
    if (keepsSquares) {
      Arrays.fill(squares, begin, begin + dim, 0f);
    }
    for (int cell = 0; cell < width; cell += dim) {
      for (int k = 0; k < dim; k++) {
        sums[begin + k] += row[cell + k];
      }
      for (int k = 0; keepsSquares && k < dim; k++) {
        squares[begin + k] += rowSquares[cell + k];
      }
    }
  }

  /**
   * Adds to the last look-up of n examples what all of them have in common.
   *
   * @param common of which the last look-up was of one example
   */
  void addToAll(int n, EmbeddingLayer common) {
    for (int b = 0; b < n; b++) {
      firstOrder[b] += common.firstOrder[0];
      for (int k = 0; usesPairs && k < dim; k++) {
        sums[b * dim + k] += common.sums[k];
        if (keepsSquares) {
          squares[b * dim + k] += common.squares[k];
        }
      }
      if (usesPairs && !keepsSquares) {
        squareTotals[b] += common.squareTotals[0];
      }
    }
  }

  /** Where features are paired up, a field's part of Q is Σ (x v)², not (Σ x v)². */
  private void squareEntries(EmbeddingTable table, FieldColumn column, int example, int cell) {
    Arrays.fill(rowSquares, cell, cell + dim, 0f);
    int end = column.offsets()[example + 1];
    for (int i = column.offsets()[example]; i < end; i++) {
      float x = column.values() == null ? 1f : column.values()[i];
      float[] values = table.row(column.rows()[i], stored);
      int begin = table.begin(column.rows()[i]);
      for (int k = 0; k < dim; k++) {
        float e = x * values[begin + k];
        rowSquares[cell + k] += e * e;
      }
    }
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
