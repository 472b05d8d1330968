package io.sparkdeepfm.model;

import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.math.Bfloat16Gemm;
import io.sparkdeepfm.math.FloatMemory;
import io.sparkdeepfm.math.PackedMatrix;
import io.sparkdeepfm.math.PackedMatrix.Use;
import io.sparkdeepfm.math.Sgemm;
import io.sparkdeepfm.math.Sgemm.Epilogue;
import io.sparkdeepfm.model.FixedFirstLayers.Way;

/** What {@link FixedFirstLayers} read of up to n examples, for one thread. */
final class FixedInput implements InputMatrix {
  private final FixedFirstLayers layers;
  private final DeepFMParameters parameters;
  private final DenseMemory weights;
  private final int dim;
  private final int maxExamples;
  private final Sgemm products = new Sgemm();
  private final FloatMemory values; // n × width
  private final float[] composed; // a row of it
  private final FloatMemory[] pooled; // e_f, n × D, of added fields with more than one value
  private final RowSum[] sums; // by tower
  private final float[][] biases;
  private FieldColumn[] columns;
  private int first;

  FixedInput(
      FixedFirstLayers layers, DeepFMParameters parameters, DenseMemory weights, int maxExamples) {
    this.layers = layers;
    this.parameters = parameters;
    this.weights = weights;
    this.maxExamples = maxExamples;
    dim = layers.dim();
    values = FloatMemory.allocate((long) maxExamples * layers.width());
    composed = new float[layers.width()];
    pooled = new FloatMemory[layers.numFields()];
    sums = new RowSum[layers.numTowers()];
    biases = new float[sums.length][];
    for (int t = 0; t < sums.length; t++) {
      sums[t] = new RowSum(layers.units(t));
      biases[t] = new float[layers.units(t)];
      weights.bias(layers.number(t)).get(0, biases[t], 0, biases[t].length);
    }
  }

  /**
   * Takes the columns of the next examples.
   *
   * @param begin the first one
   */
  void begin(FieldColumn[] columnsOfBatch, int begin) {
    columns = columnsOfBatch;
    first = begin;
  }

  @Override
  public void compose(float[] fieldVectors, int example, int b) {
    for (int f = 0; f < columns.length; f++) {
      Way way = layers.way(f);
      if (way == Way.PLAIN) {
        System.arraycopy(fieldVectors, f * dim, composed, layers.firstColumn(f), dim);
      } else if (way == Way.COLUMN) {
        composed[layers.firstColumn(f)] = sumOfValues(columns[f], example);
      } else if (isPooled(f)) {
        pooled(f).put(b * dim, fieldVectors, f * dim, dim);
      }
    }
    values.put(b * composed.length, composed, 0, composed.length);
  }

  /** Whether examples may have more than one value of an added field. */
  private boolean isPooled(int f) {
    return columns[f].offsets() != null;
  }

  private FloatMemory pooled(int f) {
    if (pooled[f] == null) {
      pooled[f] = FloatMemory.allocate((long) maxExamples * dim);
    }
    return pooled[f];
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

  /** n × {@link #width}. */
  FloatMemory values() {
    return values;
  }

  int width() {
    return layers.width();
  }

  /** width × units. */
  FloatMemory weight(int tower) {
    return layers.weight(tower);
  }

  /** {@link #weight} for products of 16 bits. */
  PackedMatrix packedWeight(int tower, Bfloat16Gemm products) {
    PackedMatrix packed = new PackedMatrix(width(), layers.units(tower), Use.PLAIN);
    products.pack(width(), weight(tower), packed);
    return packed;
  }

  /**
   * Writes for each example the bias and the shares of the fields that are not in the matrix, to
   * which its product with the weights is then added.
   *
   * @param target n × units
   */
  void sum(int n, int tower, FloatMemory target) {
    int units = layers.units(tower);
    RowSum sum = sums[tower];
    for (int b = 0; b < n; b++) {
      sum.begin(biases[tower]);
      for (int f = 0; f < columns.length; f++) {
        if (layers.way(f) == Way.ADDED) {
          add(sum, tower, f, first + b);
        }
      }
      sum.put(target, b * units);
    }
    // However many values an example has, that is one product.
    for (int f = 0; f < columns.length; f++) {
      if (layers.way(f) == Way.ADDED && isPooled(f)) {
        FloatMemory weight = weights.weightOfField(layers.number(tower), f);
        products.multiplyOnto(n, units, dim, pooled[f], weight, Epilogue.BIAS, target);
      }
    }
  }

  /** Adds an example's value of a field, if it has one at most. */
  private void add(RowSum sum, int tower, int f, int example) {
    if (columns[f].isNumeric()) {
      float x = columns[f].values()[example];
      if (x != 0) {
        sum.addScaled(x, layers.product(tower, f, 0, parameters));
      }
    } else if (columns[f].isSingle()) {
      int row = columns[f].rows()[example];
      if (row >= 0) {
        sum.add(layers.product(tower, f, row, parameters));
      }
    }
  }
}
