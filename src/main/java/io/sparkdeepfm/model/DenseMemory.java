package io.sparkdeepfm.model;

import io.sparkdeepfm.math.FloatMemory;

/**
 * The trainable dense parameters, or gradients of them, off the heap in the order of {@link
 * DenseLayout}, with views of each layer's parameters for the matrix products.
 */
public final class DenseMemory {
  private final FloatMemory values;
  private final FloatMemory[] weights;
  private final FloatMemory[] biases;
  private final FloatMemory[] outputWeights; // by tower
  private final FloatMemory[][] fieldWeights; // by layer, of the first ones, and field

  public DenseMemory(DeepFMConfig config) {
    DenseLayout layout = new DenseLayout(config);
    values = FloatMemory.allocate(layout.trainableLength());
    weights = new FloatMemory[config.numHiddenLayers()];
    biases = new FloatMemory[weights.length];
    for (int l = 0; l < weights.length; l++) {
      weights[l] = view(layout.segment(DenseLayout.weight(l)));
      biases[l] = view(layout.segment(DenseLayout.bias(l)));
    }
    fieldWeights = fieldWeights(config, weights);
    outputWeights = new FloatMemory[config.numTowers()];
    for (int tower = 0; tower < outputWeights.length; tower++) {
      outputWeights[tower] = view(layout.segment(DenseLayout.outputWeight(tower)));
    }
  }

  private static FloatMemory[][] fieldWeights(DeepFMConfig config, FloatMemory[] weights) {
    FloatMemory[][] ofFields = new FloatMemory[weights.length][];
    for (int tower = 0; tower < config.numTowers() && !config.deepReadsPairs(); tower++) {
      int layer = config.firstLayer(tower);
      int length = config.embeddingDim() * config.units(layer);
      ofFields[layer] = new FloatMemory[config.schema().numFields()];
      for (int f = 0; f < ofFields[layer].length; f++) {
        ofFields[layer][f] = weights[layer].slice(f * length, length);
      }
    }
    return ofFields;
  }

  private FloatMemory view(DenseLayout.Segment segment) {
    return values.slice(segment.offset(), segment.length());
  }

  /** in × out weights of a hidden layer, row-major. */
  FloatMemory weight(int layer) {
    return weights[layer];
  }

  /** The rows of {@link #weight} that a field's vector is multiplied by, D × out. */
  FloatMemory weightOfField(int firstLayer, int field) {
    return fieldWeights[firstLayer][field];
  }

  /** Bias of a hidden layer. */
  FloatMemory bias(int layer) {
    return biases[layer];
  }

  /** in × 1 weights of a tower's last layer, which gives one number. */
  FloatMemory outputWeight(int tower) {
    return outputWeights[tower];
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
