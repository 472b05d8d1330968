package io.sparkdeepfm.model;

import io.sparkdeepfm.math.FloatMemory;

/**
 * The trainable dense parameters, or gradients of them, off the heap in the order of {@link
 * DenseLayout}, with a view of each layer's weight matrix for the matrix products.
 */
public final class DenseMemory {
  private final FloatMemory values;
  private final FloatMemory[] weights;

  public DenseMemory(DeepFMConfig config) {
    DenseLayout layout = new DenseLayout(config);
    values = FloatMemory.allocate(layout.trainableLength());
    weights = new FloatMemory[config.numHiddenLayers()];
    for (int l = 0; l < weights.length; l++) {
      DenseLayout.Segment segment = layout.segment(DenseLayout.weight(l));
      weights[l] = values.slice(segment.offset(), segment.length());
    }
  }

  /** in × out weights of a hidden layer, row-major. */
  FloatMemory weight(int layer) {
    return weights[layer];
  }

  /** Copies {@code source[begin, end)} to the same place here. */
  public void put(float[] source, int begin, int end) {
    values.put(begin, source, begin, end - begin);
  }

  /** Copies {@code [index, index + length)} to the start of {@code target}. */
  public void get(int index, float[] target, int length) {
    values.get(index, target, 0, length);
  }

  void putVector(DenseLayout.Segment segment, float[] source) {
    values.put(segment.offset(), source, 0, segment.length());
  }

  void clear() {
    values.clear(0, values.length());
  }
}
