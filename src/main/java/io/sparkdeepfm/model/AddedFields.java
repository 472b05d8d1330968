package io.sparkdeepfm.model;

import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.math.FloatMemory;
import io.sparkdeepfm.math.Sgemm;
import io.sparkdeepfm.math.Sgemm.Epilogue;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.FixedFirstLayers.Way;
import java.util.Arrays;

/**
 * The fields of which {@link FixedFirstLayers} know what a row adds, for up to n examples of one
 * thread: to the first layers and, behind that in the same row of floats, to the {@link
 * LowOrderSums}.
 */
final class AddedFields {
  private final FixedFirstLayers layers;
  private final DenseMemory weights;
  private final EmbeddingTable[] tables; // by field
  private final boolean byFeature;
  private final int dim;
  private final int maxExamples;
  private final int[] fields;
  private final LowOrderSums lowOrder;
  private final LowOrderSums.Share share;
  private final Sgemm products = new Sgemm();
  private final FieldVectors vectors;
  private final FloatMemory[] pooled; // e_f, n × D, of fields with more than one value
  private final float[] vector;
  private final float[] squares; // of it
  private final RowSum[] sums; // by tower
  private final float[][] biases; // as long as these
  private FieldColumn[] columns;
  private int first;

  /**
   * @param lowOrder gets what the fields add
   */
  AddedFields(
      DeepFMConfig config,
      FixedFirstLayers layers,
      DeepFMParameters parameters,
      DenseMemory weights,
      int maxExamples,
      LowOrderSums lowOrder) {
    this.layers = layers;
    this.weights = weights;
    this.maxExamples = maxExamples;
    this.lowOrder = lowOrder;
    tables = layers.tables(parameters);
    byFeature = config.interaction() == Interaction.FEATURE;
    dim = config.embeddingDim();
    fields = layers.fields(way -> way == Way.ADDED);
    share = new LowOrderSums.Share(config);
    vectors = new FieldVectors(dim);
    vector = new float[dim];
    squares = new float[dim];
    pooled = new FloatMemory[layers.numFields()];
    sums = new RowSum[layers.numTowers()];
    biases = new float[sums.length][];
    for (int t = 0; t < sums.length; t++) {
      FixedFirstLayer layer = layers.tower(t);
      biases[t] = new float[layer.rowLength()];
      sums[t] = new RowSum(biases[t].length);
      weights.bias(layer.number()).get(0, biases[t], 0, layer.units());
    }
  }

  /** Takes the columns of the next examples, {@code [begin, begin + n)}. */
  void begin(FieldColumn[] columnsOfBatch, int begin, int n) {
    columns = columnsOfBatch;
    first = begin;
    for (int f : fields) {
      if (isPooled(f)) {
        pool(f, n);
      }
    }
  }

  /** Whether examples may have more than one value of a field. */
  private boolean isPooled(int f) {
    return columns[f].offsets() != null;
  }

  /**
   * Whether an example has one value of a field, which counts once: then it is added as that of a
   * column without other examples' several values, so that a score has the same bits beside any.
   */
  private static boolean hasOnePlainValue(FieldColumn column, int example) {
    int begin = column.offsets()[example];
    return column.offsets()[example + 1] - begin == 1
        && (column.values() == null || column.values()[begin] == 1f);
  }

  private void pool(int f, int n) {
    if (pooled[f] == null) {
      pooled[f] = FloatMemory.allocate((long) maxExamples * dim);
    }
    for (int b = 0; b < n; b++) {
      if (hasOnePlainValue(columns[f], first + b)) {
        Arrays.fill(vector, 0f);
        pooled[f].put(b * dim, vector, 0, dim);
        continue;
      }
      lowOrder.firstOrder()[b] += vectors.pool(tables[f], columns[f], first + b, vector, 0);
      pooled[f].put(b * dim, vector, 0, dim);
      if (byFeature) {
        vectors.squareEntries(tables[f], columns[f], first + b, squares, 0);
      } else {
        for (int k = 0; k < dim; k++) {
          squares[k] = vector[k] * vector[k];
        }
      }
      lowOrder.addField(b, vector, squares);
    }
  }

  /**
   * Writes for each example the bias and what the fields add; with the first tower, to the sums of
   * low order as well.
   *
   * @param target n × units
   */
  void sum(int n, int tower, FloatMemory target) {
    FixedFirstLayer layer = layers.tower(tower);
    int units = layer.units();
    RowSum sum = sums[tower];
    for (int b = 0; b < n; b++) {
      sum.begin(biases[tower]);
      for (int f : fields) {
        add(sum, layer, f, b);
      }
      float[] values = sum.values();
      target.put(b * units, values, 0, units);
      if (tower == 0) {
        share.add(values, units, b, lowOrder);
      }
    }
    // However many values an example has, that is one product.
    for (int f : fields) {
      if (isPooled(f)) {
        FloatMemory weight = weights.weightOfField(layer.number(), f);
        products.multiplyOnto(n, units, dim, pooled[f], weight, Epilogue.BIAS, target);
      }
    }
  }

  /** Adds an example's value of a field, if it has one at most. */
  private void add(RowSum sum, FixedFirstLayer layer, int f, int b) {
    FieldColumn column = columns[f];
    if (column.isNumeric()) {
      float x = column.values()[first + b];
      if (x != 0) {
        float[] product = layer.product(f, 0, tables[f]);
        sum.addScaled(x, product);
        if (layer == layers.tower(0)) { // squares grow with x²
          share.addSquares(LowOrderSums.square(x) - x, product, layer.units(), b, lowOrder);
        }
      }
    } else if (column.isSingle()) {
      int row = column.rows()[first + b];
      if (row >= 0) {
        sum.add(layer.product(f, row, tables[f]));
      }
    } else if (hasOnePlainValue(column, first + b)) {
      int row = column.rows()[column.offsets()[first + b]];
      sum.add(layer.product(f, row, tables[f]));
    }
  }
}
