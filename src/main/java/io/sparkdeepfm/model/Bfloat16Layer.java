package io.sparkdeepfm.model;

import io.sparkdeepfm.math.Bfloat16Gemm;
import io.sparkdeepfm.math.Bfloat16Memory;
import io.sparkdeepfm.math.FloatMemory;
import io.sparkdeepfm.math.PackedMatrix;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.math.Sgemm;
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
  private final FieldProducts byField; // null except in a first layer that is trained
  private final int maxExamples;
  private FloatMemory floats; // n × units: what is gathered, or the gradient to scatter
  private PackedMatrix fixedWeight; // of the FixedInput, from the first one on
  private final PackedMatrix[] weightsByField; // by width, made when first needed
  private final PackedMatrix[] plainWeights; // by the number of plain columns

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
    inputWidth = config.layerInput(layer);
    units = config.units(layer);
    epilogue = Activation.Elementwise.of(config.activation()).epilogue();
    weight = new PackedMatrix(inputWidth, units, training);
    output = Bfloat16Memory.allocate((long) maxExamples * units);
    byField =
        plan == null ? null : new FieldProducts(config, layer, plan, new Sgemm(Precision.FLOAT32));
    floats = FloatMemory.allocate(plan == null ? 0 : (long) maxExamples * units);
    weightsByField = new PackedMatrix[plan == null ? 0 : InputPlan.maxWidth(config) + 1];
    plainWeights = new PackedMatrix[plan == null ? 0 : inputWidth + 1];
  }

  int units() {
    return units;
  }

  Bfloat16Memory output() {
    return output;
  }

  /** What stands for the input and the weights of this step; null for themselves. */
  FieldProducts byField() {
    return byField != null && byField.isOn() ? byField : null;
  }

  /** Packs the weights of this step. */
  void begin(DenseMemory weights) {
    if (byField != null) {
      byField.begin(weights);
    }
    if (byField() == null) {
      products.pack(weights.weight(layer), weight);
      return;
    }
    products.pack(byField.weight(), packed(weightsByField, byField.width(), false));
    if (byField.plainWidth() > 0) {
      products.pack(byField.weight(), packed(plainWeights, byField.plainWidth(), true));
    }
  }

  private PackedMatrix packed(PackedMatrix[] byRows, int rows, boolean isTransposedToo) {
    if (byRows[rows] == null) {
      byRows[rows] = new PackedMatrix(rows, units, isTransposedToo);
    }
    return byRows[rows];
  }

  /**
   * output = f(input · W + b).
   *
   * @param first number of the first example in the mini-batch
   */
  void linear(int n, int first, Bfloat16Memory input, DenseMemory weights) {
    if (byField() == null) {
      products.multiply(n, input, weight, weights.bias(layer), epilogue, output);
      return;
    }
    PackedMatrix packed = weightsByField[byField.width()];
    if (byField.gathers()) {
      byField.gather(n, first, weights.bias(layer), floats);
      products.multiplyOnto(n, input, packed, floats, epilogue, output);
    } else {
      products.multiply(n, input, packed, weights.bias(layer), epilogue, output);
    }
  }

  /**
   * The same in scoring with what is known of the product.
   *
   * @param input the values of {@code fixed}, rounded, of which a layer sees only one in its life
   */
  void linear(int n, Bfloat16Memory input, FixedInput fixed) {
    if (fixedWeight == null) {
      fixedWeight = new PackedMatrix(fixed.width(), units, false);
      products.pack(fixed.weight(0), fixedWeight);
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
    if (byField() == null) {
      weightGradient(n, inputWidth, input, gradient, gradients.weight(layer));
      return;
    }
    weightGradient(n, byField.width(), input, gradient, byField.gradient());
    if (byField.gathers()) {
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
      int n, int width, Bfloat16Memory input, Bfloat16Memory gradient, FloatMemory result) {
    products.addTransposedLeft(width, units, n, input, gradient, result);
  }

  /** ∂L/∂input (n × inputWidth) from ∂L/∂z, for the layer below. */
  void inputGradient(int n, Bfloat16Memory gradient, Bfloat16Memory result) {
    products.multiplyTransposed(n, gradient, weight, result);
  }

  /** ∂L/∂input of the first layer, of the plain columns alone where fields differ. */
  void inputGradient(int n, Bfloat16Memory gradient, FloatMemory result) {
    if (byField() == null) {
      products.multiplyTransposed(n, gradient, weight, result);
    } else if (byField.plainWidth() > 0) {
      products.multiplyTransposed(n, gradient, plainWeights[byField.plainWidth()], result);
    }
  }

  /** Writes what {@link #backward} has not added to {@code gradients}. */
  void end(DenseMemory weights, DenseMemory gradients) {
    if (byField != null) {
      byField.end(weights, gradients);
    }
  }
}
