package io.sparkdeepfm.model;

import io.sparkdeepfm.math.FixedFactors;
import io.sparkdeepfm.math.FloatMemory;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.math.Sgemm;

/**
 * A model that no longer changes, as any number of threads score with it: its dense parameters off
 * the heap, and its weights row by row for products of single examples.
 */
public final class FixedModel {
  private final DeepFMConfig config;
  private final DeepFMParameters parameters;
  private final DenseMemory weights;
  private final FixedFactors factors = new FixedFactors();
  private FixedFirstLayers firstLayers; // made when first asked for
  private boolean hasFirstLayers;

  /**
   * @param parameters are not to change from here on; tables may be kept elsewhere
   * @throws IllegalArgumentException if they are not of the config's shape
   */
  public FixedModel(DeepFMConfig config, DeepFMParameters parameters) {
    parameters.checkShape(config);
    this.config = config;
    this.parameters = parameters;
    weights = new DenseMemory(config);
    weights.put(parameters.dense(), 0, new DenseLayout(config).trainableLength());
    for (int l = 0; l < config.numHiddenLayers(); l++) {
      factors.add(weights.weight(l), config.layerInput(l), config.units(l));
    }
    for (int tower = 0; tower < config.numTowers(); tower++) {
      factors.add(weights.outputWeight(tower), config.outputInput(tower), 1);
    }
  }

  public DeepFMConfig config() {
    return config;
  }

  public DeepFMParameters parameters() {
    return parameters;
  }

  DenseMemory weights() {
    return weights;
  }

  FixedFactors factors() {
    return factors;
  }

  /** Products by this model's weights, without allocation and native code. */
  Sgemm rowProducts() {
    return Sgemm.ofRows(factors);
  }

  /**
   * What is known of the first layers, for examples in batches; null if nothing is gained by it.
   */
  synchronized FixedFirstLayers firstLayers() {
    if (!hasFirstLayers) {
      firstLayers = FixedFirstLayers.of(config, parameters, weights, Precision.FLOAT32);
      hasFirstLayers = true;
    }
    return firstLayers;
  }

  /** Room for the squares that an embedding layer may keep of its examples. */
  static FloatMemory scratch(DeepFMConfig config, int maxExamples) {
    boolean keeps = LowOrderSums.keepsSquares(config);
    return FloatMemory.allocate(keeps ? (long) maxExamples * config.inputWidth() : 0);
  }
}
