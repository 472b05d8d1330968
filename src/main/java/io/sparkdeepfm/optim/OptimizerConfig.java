package io.sparkdeepfm.optim;

import io.sparkdeepfm.data.Refusal;
import java.io.Serializable;
import java.util.Objects;

/**
 * An optimizer with its constants.
 *
 * @param type update rule
 * @param learningRate η > 0 before any schedule
 * @param momentum of SGD, in [0, 1)
 * @param initialAccumulator of the Adagrad family, above 0
 * @param penalty on embeddings and first-order weights, or on the weights of the layers
 */
public record OptimizerConfig(
    OptimizerType type,
    double learningRate,
    double momentum,
    double initialAccumulator,
    Penalty penalty)
    implements Serializable {
  public static final double DEFAULT_MOMENTUM = 0.9;

  /** As TensorFlow's and Keras' Adagrad begin. */
  public static final double DEFAULT_ACCUMULATOR = 0.1;

  public OptimizerConfig {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(penalty, "penalty");
    require("learningRate", learningRate, learningRate > 0, "be above 0");
    require("momentum", momentum, momentum >= 0 && momentum < 1, "be in [0, 1)");
    require("initialAccumulator", initialAccumulator, initialAccumulator > 0, "be above 0");
  }

  private static void require(String name, double value, boolean holds, String range) {
    if (!holds || !Double.isFinite(value)) {
      throw Refusal.of("%s is %s, but must %s.", name, value, range);
    }
  }

  /** The optimizer of embedding rows of {@code rowLength} = D + 1 floats. */
  public Optimizer forRows(int rowLength) {
    return type.createForRows(this, penalty, rowLength);
  }

  /** The optimizer of the weight matrices of the layers. */
  public Optimizer forWeights() {
    return type.create(this, penalty);
  }

  /** The optimizer of biases and other dense parameters, which no penalty acts on. */
  public Optimizer forBiases() {
    return type.create(this, Penalty.NONE);
  }
}
