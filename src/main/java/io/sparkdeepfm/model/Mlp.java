package io.sparkdeepfm.model;

import io.sparkdeepfm.math.FloatMemory;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.math.Sgemm;

/**
 * The deep part for one thread: hidden layers over what it reads (n × {@link
 * DeepFMConfig#layerInput}(0)), then a linear layer to one number per example (Guo et al. 2017, eq.
 * 4–5). Without hidden layers it is 0.
 */
interface Mlp {
  /**
   * @param maxExamples rows at most
   * @param precision of the factors of matrix products
   * @param training whether backward passes follow
   */
  static Mlp of(DeepFMConfig config, int maxExamples, Precision precision, boolean training) {
    return runsInBfloat16(config, precision, training)
        ? new Bfloat16Mlp(config, maxExamples, training)
        : new FloatMlp(config, new DenseLayout(config), maxExamples, precision, training);
  }

  /** Whether activations have 16 bits, which some layers and some processors do not support. */
  static boolean runsInBfloat16(DeepFMConfig config, Precision precision, boolean training) {
    return precision == Precision.BFLOAT16
        && Sgemm.multipliesBfloat16()
        && Bfloat16Mlp.supports(config, training);
  }

  boolean isEmpty();

  /** Reads the parameters of this step and forgets the gradients of the last. */
  void begin(float[] dense, DenseMemory weights);

  /** Scores n rows into {@code deep[0, n)}. */
  void infer(int n, FloatMemory input, DenseMemory weights, float[] dense, float[] deep);

  /** The training pass of n rows into {@code deep[0, n)}. */
  void forward(
      int n, FloatMemory input, DenseMemory weights, StepContext step, int first, float[] deep);

  /**
   * Adds the gradients of n rows to {@code gradients} and writes ∂L/∂input, of the input's shape.
   *
   * @param logitGradients ∂L/∂logit of each row
   */
  void backward(
      int n,
      FloatMemory input,
      float[] logitGradients,
      DenseMemory weights,
      DenseMemory gradients,
      StepContext step,
      int first,
      FloatMemory inputGradient);

  /** Writes the gradients of all vectors to {@code gradients}; those of matrices are there. */
  void writeGradients(DenseMemory gradients);

  void updateMovingStatistics(float[] dense);
}
