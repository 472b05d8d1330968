package io.sparkdeepfm.model;

import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.math.Bfloat16Gemm;
import io.sparkdeepfm.math.FloatMemory;
import io.sparkdeepfm.math.PackedMatrix;
import io.sparkdeepfm.math.PackedMatrix.Use;
import io.sparkdeepfm.math.Sgemm;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.FixedFirstLayers.Way;

/**
 * What {@link FixedFirstLayers} read of up to n examples, for one thread, and what the first- and
 * second-order terms are made of: S and Q are products of the matrix and of its squares with what a
 * column stands for, the vectors of the layers; the {@link AddedFields} add their share.
 */
final class FixedInput {
  private final FixedFirstLayers layers;
  private final EmbeddingTable[] tables; // by field
  private final boolean byFeature;
  private final int dim;
  private final int width;
  private final int[] fields; // that have columns
  private final Sgemm products = new Sgemm();
  private final FieldVectors vectors;
  private final LowOrderSums lowOrder;
  private final AddedFields added;
  private final FloatMemory values; // n × width
  private final float[] row; // of it
  private final FloatMemory squaredValues; // n × width, if Q is kept
  private final float[] squaredRow;
  private final FloatMemory squaredVectors; // width × D, if Q is kept
  private final float[] vectorLengths; // width, ‖·‖², if Q is not
  private final FloatMemory folded; // n × D

  FixedInput(
      DeepFMConfig config,
      FixedFirstLayers layers,
      DeepFMParameters parameters,
      DenseMemory weights,
      int maxExamples) {
    this.layers = layers;
    tables = layers.tables(parameters);
    byFeature = config.interaction() == Interaction.FEATURE;
    dim = layers.dim();
    width = layers.width();
    fields = layers.fields(way -> way != Way.ADDED);
    vectors = new FieldVectors(dim);
    lowOrder = new LowOrderSums(config, maxExamples);
    added = new AddedFields(config, layers, parameters, weights, maxExamples, lowOrder);
    values = FloatMemory.allocate((long) maxExamples * width);
    row = new float[width];
    squaredRow = new float[width];
    boolean keepsSquares = lowOrder.keepsSquares();
    squaredValues = FloatMemory.allocate(keepsSquares ? (long) maxExamples * width : 0);
    float[] squares = squares(layers.vectors());
    squaredVectors = FloatMemory.allocate(keepsSquares ? squares.length : 0);
    squaredVectors.put(0, squares, 0, squaredVectors.length());
    vectorLengths = new float[width];
    for (int i = 0; i < squares.length; i++) {
      vectorLengths[i / dim] += squares[i];
    }
    folded = FloatMemory.allocate(lowOrder.sums().length);
  }

  private static float[] squares(FloatMemory matrix) {
    float[] squares = new float[matrix.length()];
    matrix.get(0, squares, 0, squares.length);
    for (int i = 0; i < squares.length; i++) {
      squares[i] *= squares[i];
    }
    return squares;
  }

  /** What the first- and second-order terms are made of, once {@link #sum} was called. */
  LowOrderSums lowOrder() {
    return lowOrder;
  }

  /** Looks up examples {@code [begin, begin + n)} of the columns. */
  void lookUp(FieldColumn[] columns, int begin, int n) {
    lowOrder.clearFirstOrder(n);
    for (int b = 0; b < n; b++) {
      float firstOrder = 0;
      for (int f : fields) {
        firstOrder += lookUp(f, columns[f], begin + b);
      }
      lowOrder.firstOrder()[b] = firstOrder;
      values.put(b * width, row, 0, width);
      if (lowOrder.usesPairs()) {
        square(columns, begin + b, b);
      }
    }
    if (lowOrder.usesPairs()) {
      sumUp(n);
    }
    added.begin(columns, begin, n);
  }

  /** Writes an example's columns of a field; gives what it adds to the first order. */
  private float lookUp(int f, FieldColumn column, int example) {
    int first = layers.firstColumn(f);
    if (layers.way(f) == Way.PLAIN) {
      return vectors.pool(tables[f], column, example, row, first);
    }
    row[first] = sumOfValues(column, example);
    return row[first] * layers.weightOfOnlyRow(f);
  }

  /** Σ x of an example of a field of one row. */
  private static float sumOfValues(FieldColumn column, int example) {
    if (column.isNumeric()) {
      return column.values()[example];
    }
    if (column.isSingle()) {
      return column.rows()[example] < 0 ? 0f : 1f;
    }
    int begin = column.offsets()[example];
    int end = column.offsets()[example + 1];
    if (column.values() == null) {
      return end - begin;
    }
    float sum = 0;
    for (int i = begin; i < end; i++) {
      sum += column.values()[i];
    }
    return sum;
  }

  /** Writes what Q is summed up from of example b, whose columns stand in {@code row}. */
  private void square(FieldColumn[] columns, int example, int b) {
    boolean keepsSquares = lowOrder.keepsSquares();
    for (int j = 0; j < width; j++) {
      squaredRow[j] = LowOrderSums.square(row[j]);
    }
    for (int f : fields) {
      if (byFeature && columns[f].offsets() != null) {
        squareEntries(f, columns[f], example);
      }
    }
    if (keepsSquares) {
      squaredValues.put(b * width, squaredRow, 0, width);
    } else {
      for (int j = 0; j < width; j++) {
        squaredRow[j] *= vectorLengths[j];
      }
      lowOrder.squareTotals()[b] = EmbeddingLayer.sum(squaredRow);
    }
  }

  private void squareEntries(int f, FieldColumn column, int example) {
    int first = layers.firstColumn(f);
    if (layers.way(f) == Way.PLAIN) {
      vectors.squareEntries(tables[f], column, example, squaredRow, first);
      return;
    }
    squaredRow[first] = 0;
    for (int i = column.offsets()[example]; i < column.offsets()[example + 1]; i++) {
      float x = column.values() == null ? 1f : column.values()[i];
      squaredRow[first] = Math.min(squaredRow[first] + x * x, Float.MAX_VALUE);
    }
  }

  private void sumUp(int n) {
    products.multiply(n, dim, width, values, layers.vectors(), folded);
    folded.get(0, lowOrder.sums(), 0, n * dim);
    if (lowOrder.keepsSquares()) {
      products.multiply(n, dim, width, squaredValues, squaredVectors, folded);
      folded.get(0, lowOrder.squares(), 0, n * dim);
    }
  }

  /** n × {@link #width}. */
  FloatMemory values() {
    return values;
  }

  int width() {
    return width;
  }

  /** width × units. */
  FloatMemory weight(int tower) {
    return layers.tower(tower).weight();
  }

  /** {@link #weight} for products of 16 bits. */
  PackedMatrix packedWeight(int tower, Bfloat16Gemm rounded) {
    PackedMatrix packed = new PackedMatrix(width, layers.tower(tower).units(), Use.PLAIN);
    rounded.pack(width, weight(tower), packed);
    return packed;
  }

  /**
   * Writes for each example the bias and the shares of the fields that are not in the matrix, to
   * which its product with the weights is then added.
   *
   * @param tower each once per look-up
   * @param target n × units
   */
  void sum(int n, int tower, FloatMemory target) {
    added.sum(n, tower, target);
  }
}
