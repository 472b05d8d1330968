package io.sparkdeepfm.model;

import io.sparkdeepfm.math.Bfloat16Gemm;
import io.sparkdeepfm.math.Bfloat16Memory;
import io.sparkdeepfm.math.FloatMemory;
import io.sparkdeepfm.math.PackedMatrix;
import io.sparkdeepfm.math.Sgemm.Epilogue;

/**
 * A {@link Linear} with factors of 16 bits: x and ∂L/∂z are rounded once per pass and W once per
 * step, and products are summed in 32 bits.
 */
final class RoundedLinear implements Linear {
  private final Bfloat16Gemm products;
  private final int layer;
  private final int units;
  private final PackedWeights weight;
  private final Bfloat16Memory roundedInput; // x, n × its width, of the last forward pass
  private PackedMatrix fixedWeight; // of the FixedInput, from the first one on
  private final Bfloat16Memory roundedGradient; // ∂L/∂z, n × units

  /**
   * @param products for all layers of a thread, which compiles equal ones once
   * @param roundedGradient n × units or more, for all layers, one after the other; null without
   *     training
   * @param plan null where fields have one way only
   */
  RoundedLinear(
      DeepFMConfig config,
      int layer,
      int maxExamples,
      Bfloat16Gemm products,
      Bfloat16Memory roundedGradient,
      InputPlan plan) {
    this.products = products;
    this.layer = layer;
    units = config.units(layer);
    this.roundedGradient = roundedGradient;
    weight = new PackedWeights(config, layer, products, roundedGradient != null, plan);
    int ofFields = readsFields(config, layer) ? InputPlan.maxWidth(config) : 0;
    int widest = Math.max(config.layerInput(layer), ofFields);
    roundedInput = Bfloat16Memory.allocate((long) maxExamples * widest);
  }

  private static boolean readsFields(DeepFMConfig config, int layer) {
    int lastTower = config.numTowers() - 1;
    boolean isFirst = layer == config.firstLayer(0) || layer == config.firstLayer(lastTower);
    return isFirst && !config.deepReadsPairs();
  }

  @Override
  public void begin(DenseMemory weights) {
    weight.begin(weights);
  }

  @Override
  public void forward(
      int n, int first, FloatMemory input, DenseMemory weights, Epilogue epilogue, FloatMemory z) {
    if (n == 0) {
      return;
    }
    FieldProducts byField = weight.byField();
    FloatMemory multiplied = byField == null ? input : byField.input();
    products.round(n * weight.width(), multiplied, roundedInput);
    if (byField != null && byField.gathers()) {
      byField.gather(n, first, weights.bias(layer), z);
      products.multiplyOnto(n, roundedInput, weight.forward(), epilogue, z);
    } else {
      products.multiply(n, roundedInput, weight.forward(), weights.bias(layer), epilogue, z);
    }
  }

  /** Of all inputs with what is known, a layer sees those of one scorer in its life. */
  @Override
  public void forward(int n, FixedInput input, int tower, Epilogue epilogue, FloatMemory z) {
    if (n == 0) {
      return;
    }
    if (fixedWeight == null) {
      fixedWeight = input.packedWeight(tower, products);
    }
    products.round(n * input.width(), input.values(), roundedInput);
    input.sum(n, tower, z);
    products.multiplyOnto(n, roundedInput, fixedWeight, epilogue, z);
  }

  @Override
  public void weightGradient(
      int n, int first, FloatMemory input, FloatMemory gradient, DenseMemory gradients) {
    if (n == 0) {
      return;
    }
    products.round(n * units, gradient, roundedGradient);
    products.addTransposedLeft(
        weight.width(), units, n, roundedInput, roundedGradient, weight.gradient(gradients));
    if (weight.byField() != null) {
      weight.byField().scatter(n, first, gradient);
    }
  }

  @Override
  public void inputGradient(int n, FloatMemory gradient, DenseMemory weights, FloatMemory result) {
    if (n > 0 && weight.plainWidth() > 0) {
      products.multiplyTransposed(n, roundedGradient, weight.backward(), result);
    }
  }

  @Override
  public void end(DenseMemory weights, DenseMemory gradients) {
    weight.end(weights, gradients);
  }
}
