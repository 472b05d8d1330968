package io.sparkdeepfm.model;

import io.sparkdeepfm.math.Bfloat16Gemm;
import io.sparkdeepfm.math.Bfloat16Memory;
import io.sparkdeepfm.math.FloatMemory;
import io.sparkdeepfm.math.PackedMatrix;
import io.sparkdeepfm.math.Sgemm.Epilogue;

/** A hidden layer of {@link Bfloat16Mlp}, linear → activation, with its output in 16 bits. */
final class Bfloat16Layer {
  private final Bfloat16Gemm products;
  private final int layer;
  private final int units;
  private final Epilogue epilogue;
  private final PackedWeights weight;
  private final Bfloat16Memory output; // n × units
  private final int maxExamples;
  private FloatMemory floats; // n × units: what is gathered, or the gradient to scatter
  private PackedMatrix fixedWeight; // of the FixedInput, from the first one on

  /**
   * @param plan null where fields have one way only
   */
  Bfloat16Layer(
      DeepFMConfig config,
      int layer,
      int maxExamples,
      Bfloat16Gemm products,
      boolean training,
      InputPlan plan) {
    this.products = products;
    this.layer = layer;
    this.maxExamples = maxExamples;
    units = config.units(layer);
    epilogue = Activation.Elementwise.of(config.activation()).epilogue();
    weight = new PackedWeights(config, layer, products, training, plan);
    output = Bfloat16Memory.allocate((long) maxExamples * units);
    floats = FloatMemory.allocate(plan == null ? 0 : (long) maxExamples * units);
  }

  int units() {
    return units;
  }

  Bfloat16Memory output() {
    return output;
  }

  PackedWeights weight() {
    return weight;
  }

  /**
   * output = f(input · W + b).
   *
   * @param first number of the first example in the mini-batch
   */
  void linear(int n, int first, Bfloat16Memory input, DenseMemory weights) {
    FieldProducts byField = weight.byField();
    if (byField != null && byField.gathers()) {
      byField.gather(n, first, weights.bias(layer), floats);
      products.multiplyOnto(n, input, weight.forward(), floats, epilogue, output);
    } else {
      products.multiply(n, input, weight.forward(), weights.bias(layer), epilogue, output);
    }
  }

  /**
   * The same in scoring with what is known of the product.
   *
   * @param input the values of {@code fixed}, rounded, of which a layer sees only one in its life
   */
  void linear(int n, Bfloat16Memory input, FixedInput fixed) {
    if (fixedWeight == null) {
      fixedWeight = fixed.packedWeight(0, products);
      floats = FloatMemory.allocate((long) maxExamples * units);
    }
    fixed.sum(n, 0, floats);
    products.multiplyOnto(n, input, fixedWeight, floats, epilogue, output);
  }

  /**
   * Replaces ∂L/∂output by ∂L/∂z in {@code gradient} (n × units) and adds ∂L/∂b and ∂L/∂W to {@code
   * gradients}.
   *
   * @param ones n of them; the product with a row of ones is a sum of rows
   */
  void backward(
      int n,
      int first,
      Bfloat16Memory input,
      Bfloat16Memory gradient,
      Bfloat16Memory ones,
      DenseMemory gradients) {
    activationGradient(n, gradient, ones, gradients);
    weightGradient(n, input, gradient, weight.gradient(gradients));
    FieldProducts byField = weight.byField();
    if (byField != null && byField.gathers()) {
      products.widen(n * units, gradient, floats);
      byField.scatter(n, first, floats);
    }
  }

  private void activationGradient(
      int n, Bfloat16Memory gradient, Bfloat16Memory ones, DenseMemory gradients) {
    products.multiplyDerivative(n * units, epilogue, output, gradient);
    products.addTransposedLeft(1, units, n, ones, gradient, gradients.bias(layer));
  }

  private void weightGradient(
      int n, Bfloat16Memory input, Bfloat16Memory gradient, FloatMemory result) {
    products.addTransposedLeft(weight.width(), units, n, input, gradient, result);
  }

  /** ∂L/∂input (n × inputWidth) from ∂L/∂z, for the layer below. */
  void inputGradient(int n, Bfloat16Memory gradient, Bfloat16Memory result) {
    products.multiplyTransposed(n, gradient, weight.backward(), result);
  }

  /** ∂L/∂input of the first layer, of the plain columns alone where fields differ. */
  void inputGradient(int n, Bfloat16Memory gradient, FloatMemory result) {
    if (weight.plainWidth() > 0) {
      products.multiplyTransposed(n, gradient, weight.backward(), result);
    }
  }
}
