package io.sparkdeepfm.model;

import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.math.FloatMemory;
import io.sparkdeepfm.math.Sgemm;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
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
  private final FloatMemory squaredVectors; // e² or Σ (x v)² of each field, n × F·D
  private final FloatMemory identities; // F·D × D
  private final FloatMemory folded; // n × D
  private final Sgemm products; // null to sum up row by row, without native code
  private final FieldVectors vectors;
  private final LowOrderSums lowOrder;
  private final float[] row;
  private final float[] rowSquares; // of row, element by element
  float peeked; // read by nobody, and stored so that the compiler keeps what leads to it

  /**
   * @param scratch n × F·D floats that a look-up overwrites and nothing reads afterwards; none are
   *     needed unless {@link LowOrderSums#keepsSquares(DeepFMConfig)}
   */
  EmbeddingLayer(DeepFMConfig config, int maxExamples, FloatMemory scratch) {
    this(config, maxExamples, scratch, new Sgemm());
  }

  /** As the other, with products of the caller's choice; null to sum up row by row. */
  EmbeddingLayer(DeepFMConfig config, int maxExamples, FloatMemory scratch, Sgemm products) {
    this.products = products;
    schema = config.schema();
    byFeature = config.interaction() == Interaction.FEATURE;
    dim = config.embeddingDim();
    width = config.inputWidth();
    fieldVectors = FloatMemory.allocate((long) maxExamples * width);
    vectors = new FieldVectors(dim);
    lowOrder = new LowOrderSums(config, maxExamples);
    row = new float[width];
    rowSquares = new float[width];
    squaredVectors = scratch;
    folded = FloatMemory.allocate(lowOrder.sums().length);
    identities = identities(config.usesPairs() && products != null ? schema.numFields() : 0, dim);
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

  /** What the first- and second-order terms of the last look-up are made of. */
  LowOrderSums lowOrder() {
    return lowOrder;
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
      DeepFMParameters parameters, FieldColumn[] columns, int begin, int n, InputPlan input) {
    lowOrder.clearFirstOrder(n);
    for (int b = 0; b < n; b++) {
      if (b + 1 < n) {
        peek(parameters, columns, begin + b + 1);
      }
      for (int f = 0; f < columns.length; f++) {
        EmbeddingTable table = parameters.table(schema.tableOf(f));
        lowOrder.firstOrder()[b] += vectors.pool(table, columns[f], begin + b, row, f * dim);
      }
      fieldVectors.put(b * width, row, 0, width);
      if (input != null) {
        input.compose(row, begin + b, b);
      }
      if (lowOrder.usesPairs()) {
        square(columns, parameters, begin + b, b);
        if (products == null) {
          sumUpRow(b * dim);
        }
      }
    }
    if (lowOrder.usesPairs() && products != null) {
      sumUp(n);
    }
  }

  /** Has the rows of an example fetched at the same time; copies wait for one another. */
  private void peek(DeepFMParameters parameters, FieldColumn[] columns, int example) {
    float sum = 0;
    for (int f = 0; f < columns.length; f++) {
      int r = columns[f].isSingle() ? columns[f].rows()[example] : -1;
      if (r >= 0) {
        sum += parameters.table(schema.tableOf(f)).peek(r);
      }
    }
    peeked += sum;
  }

  /** Writes what Q is summed up from of example b, whose field vectors stand in {@code row}. */
  private void square(FieldColumn[] columns, DeepFMParameters parameters, int example, int b) {
    for (int j = 0; j < width; j++) {
      rowSquares[j] = row[j] * row[j];
    }
    for (int f = 0; byFeature && f < columns.length; f++) {
      if (columns[f].offsets() != null) {
        EmbeddingTable table = parameters.table(schema.tableOf(f));
        vectors.squareEntries(table, columns[f], example, rowSquares, f * dim);
      }
    }
    if (lowOrder.keepsSquares()) {
      squaredVectors.put(b * width, rowSquares, 0, width);
    } else {
      lowOrder.squareTotals()[b] = sum(rowSquares);
    }
  }

  /** In eight sums, because one would wait for each addition. */
  static float sum(float[] values) {
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
    folded.get(0, lowOrder.sums(), 0, n * dim);
    if (lowOrder.keepsSquares()) {
      products.multiply(n, dim, width, squaredVectors, identities, folded);
      folded.get(0, lowOrder.squares(), 0, n * dim);
    }
  }

  /** S and Q of the example in {@code row}, in the order of the fields. */
  private void sumUpRow(int begin) {
    sumUpRow(row, lowOrder.sums(), begin);
    if (lowOrder.keepsSquares()) {
      sumUpRow(rowSquares, lowOrder.squares(), begin);
    }
  }

  private void sumUpRow(float[] source, float[] target, int begin) {
    Arrays.fill(target, begin, begin + dim, 0f);
    for (int cell = 0; cell < width; cell += dim) {
      for (int k = 0; k < dim; k++) {
        target[begin + k] += source[cell + k];
      }
    }
  }

  /** Reads e of example b of the last look-up, F·D floats. */
  void readFieldVectors(int b, float[] target) {
    fieldVectors.get(b * width, target, 0, width);
  }
}
