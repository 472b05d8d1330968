package io.sparkdeepfm.model;

import io.sparkdeepfm.math.FloatMemory;
import io.sparkdeepfm.model.DeepFMConfig.DeepInput;

/**
 * Prepares what the MLP reads for one thread, see {@link DeepInput}: the field vectors where they
 * lie if nothing is dropped from them, else a matrix of its own.
 */
final class DeepInputLayer {
  private final boolean readsPairs;
  private final int width;
  private final Dropout dropout;
  private final FloatMemory values; // n × width, empty if the field vectors are read in place
  private final float[] row;
  private final float[] mask;

  DeepInputLayer(DeepFMConfig config, int maxExamples, boolean training) {
    readsPairs = config.deepReadsPairs();
    width = config.deepWidth();
    boolean drops = training && config.numHiddenLayers() > 0;
    dropout = new Dropout(drops ? config.embeddingDropoutRate() : 0, width);
    boolean copies = readsPairs || dropout.isOn();
    values = FloatMemory.allocate(copies ? (long) maxExamples * width : 0);
    row = new float[copies ? width : 0];
    mask = new float[copies ? width : 0];
  }

  /** The input of n rows for scoring, n × width. */
  FloatMemory infer(int n, EmbeddingLayer embeddings) {
    if (!readsPairs) {
      return embeddings.fieldVectors();
    }
    for (int b = 0; b < n; b++) {
      embeddings.lowOrder().readPairs(b, row);
      values.put(b * width, row, 0, width);
    }
    return values;
  }

  /**
   * The input of n rows for training, n × width.
   *
   * @param firstExample number of row 0 in the mini-batch, for the dropout masks
   */
  FloatMemory forward(int n, EmbeddingLayer embeddings, long dropoutSeed, int firstExample) {
    if (!dropout.isOn()) {
      return infer(n, embeddings);
    }
    for (int b = 0; b < n; b++) {
      if (readsPairs) {
        embeddings.lowOrder().readPairs(b, row);
      } else {
        embeddings.readFieldVectors(b, row);
      }
      drop(row, dropoutSeed, firstExample + b);
      values.put(b * width, row, 0, width);
    }
    return values;
  }

  /** Turns the gradient of an example's input after dropout into that before it. */
  void backward(float[] gradient, long dropoutSeed, int example) {
    if (dropout.isOn()) {
      drop(gradient, dropoutSeed, example);
    }
  }

  private void drop(float[] target, long dropoutSeed, int example) {
    dropout.fillMask(mask, dropoutSeed, Dropout.INPUT, example);
    Dropout.multiply(target, mask, width);
  }
}
