package io.sparkdeepfm.model;

import io.sparkdeepfm.math.Bfloat16Gemm;
import io.sparkdeepfm.math.Bfloat16Memory;
import io.sparkdeepfm.math.FloatMemory;
import io.sparkdeepfm.math.PackedMatrix;
import io.sparkdeepfm.math.Sgemm.Epilogue;

/**
 * A hidden layer of {@link Bfloat16Mlp}, linear → activation, with the weights of this step packed
 * and the output in 16 bits.
 */
final class Bfloat16Layer {
  private final Bfloat16Gemm products;
  private final int layer;
  private final int inputWidth;
  private final int units;
  private final Epilogue epilogue;
  private final PackedMatrix weight;
  private final Bfloat16Memory output; // n × units

  Bfloat16Layer(
      DeepFMConfig config, int layer, int maxExamples, Bfloat16Gemm products, boolean training) {
    this.products = products;
    this.layer = layer;
    inputWidth = config.layerInput(layer);
    units = config.hiddenUnits().get(layer);
    epilogue = ElementwiseActivation.of(config.activation()).epilogue();
    weight = new PackedMatrix(inputWidth, units, training);
    output = Bfloat16Memory.allocate(Math.multiplyExact(maxExamples, units));
  }

  int units() {
    return units;
  }

  Bfloat16Memory output() {
    return output;
  }

  void pack(DenseMemory weights) {
    products.pack(weights.weight(layer), weight);
  }

  /** output = f(input · W + b). */
  void linear(int n, Bfloat16Memory input, DenseMemory weights) {
    products.multiply(n, input, weight, weights.bias(layer), epilogue, output);
  }

  /**
   * Replaces ∂L/∂output by ∂L/∂z in {@code gradient} (n × units) and adds ∂L/∂b to {@code
   * gradients}.
   *
   * @param ones n of them; the product with a row of ones is a sum of rows
   */
  void activationGradient(
      int n, Bfloat16Memory gradient, Bfloat16Memory ones, DenseMemory gradients) {
    products.multiplyDerivative(n * units, epilogue, output, gradient);
    products.addTransposedLeft(1, units, n, ones, gradient, gradients.bias(layer));
  }

  /** Adds ∂L/∂W. */
  void weightGradient(int n, Bfloat16Memory input, Bfloat16Memory gradient, DenseMemory gradients) {
    products.addTransposedLeft(inputWidth, units, n, input, gradient, gradients.weight(layer));
  }

  /** ∂L/∂input (n × inputWidth) from ∂L/∂z, for the layer below. */
  void inputGradient(int n, Bfloat16Memory gradient, Bfloat16Memory result) {
    products.multiplyTransposed(n, gradient, weight, result);
  }

  /** ∂L/∂input of the first layer. */
  void inputGradient(int n, Bfloat16Memory gradient, FloatMemory result) {
    products.multiplyTransposed(n, gradient, weight, result);
  }
}
