package io.sparkdeepfm.model;

import io.sparkdeepfm.math.FloatMemory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** What is known of the first layer of one tower, for any number of threads. */
final class FixedFirstLayer {
  private final int number;
  private final int units;
  private final int dim;
  private final LowOrderSums.Share share; // null except in the first tower
  private final FloatMemory weight; // width × units
  private final float[][] fieldWeights; // W_f of the fields that are added, D × units
  private final List<AtomicReferenceArray<float[]>> products; // of these, by r

  /**
   * @param number among all layers
   * @param width columns of the input
   * @param share what a row adds elsewhere; null for nothing
   */
  FixedFirstLayer(DeepFMConfig config, int number, int width, LowOrderSums.Share share) {
    this.number = number;
    this.share = share;
    units = config.units(number);
    dim = config.embeddingDim();
    weight = FloatMemory.allocate((long) width * units);
    int numFields = config.schema().numFields();
    fieldWeights = new float[numFields][];
    products = new ArrayList<>(Collections.nCopies(numFields, null));
  }

  /**
   * Takes W_f of a plain field.
   *
   * @param column where it begins
   */
  void putPlain(int column, FloatMemory fieldWeight) {
    weight.put(column * units, fieldWeight, 0, dim * units);
  }

  /** Takes v W_f of a field of one row and one column. */
  void putColumn(int column, EmbeddingTable table, FloatMemory fieldWeight) {
    weight.put(column * units, product(table, 0, onHeap(fieldWeight)), 0, units);
  }

  /** Takes W_f of a field that is added. */
  void putAdded(int f, EmbeddingTable table, FloatMemory fieldWeight) {
    fieldWeights[f] = onHeap(fieldWeight);
    products.set(f, new AtomicReferenceArray<>(table.numEmbeddings()));
  }

  private float[] onHeap(FloatMemory fieldWeight) {
    float[] copy = new float[dim * units];
    fieldWeight.get(0, copy, 0, copy.length);
    return copy;
  }

  /**
   * What row r of a field that is added adds, {@link #rowLength} floats, not to be changed: v_r W_f
   * and behind that, in the first tower, its {@link LowOrderSums.Share}.
   */
  float[] product(int f, int row, EmbeddingTable table) {
    float[] known = products.get(f).getAcquire(row);
    if (known != null) {
      return known;
    }
    float[] product = product(table, row, fieldWeights[f]);
    products.get(f).setRelease(row, product); // the same floats, if another thread does so, too
    return product;
  }

  private float[] product(EmbeddingTable table, int row, float[] fieldWeight) {
    float[] vector = new float[dim + 1];
    table.read(row, vector, 0);
    float[] product = new float[rowLength()];
    for (int k = 0; k < dim; k++) {
      for (int j = 0; j < units; j++) {
        product[j] += vector[k] * fieldWeight[k * units + j];
      }
    }
    if (share != null) {
      share.write(vector, product, units);
    }
    return product;
  }

  /** Floats of a {@link #product}. */
  int rowLength() {
    return rowLength(units, share);
  }

  static int rowLength(int units, LowOrderSums.Share share) {
    return InputPlan.padded(share == null ? units : units + share.length());
  }

  int number() {
    return number;
  }

  int units() {
    return units;
  }

  /** width × units. */
  FloatMemory weight() {
    return weight;
  }
}
