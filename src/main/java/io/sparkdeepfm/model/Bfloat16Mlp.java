package io.sparkdeepfm.model;

import io.sparkdeepfm.math.Bfloat16Gemm;
import io.sparkdeepfm.math.Bfloat16Memory;
import io.sparkdeepfm.math.FloatMemory;
import io.sparkdeepfm.math.PackedMatrix;
import io.sparkdeepfm.math.PackedMatrix.Use;
import io.sparkdeepfm.math.Sgemm.Epilogue;
import io.sparkdeepfm.model.DeepFMConfig.Deep;

/**
 * The deep part with inputs, activations and their gradients of 16 bits, and with weights that are
 * rounded once per step. Sums, biases and the gradients of all parameters have 32 bits.
 */
final class Bfloat16Mlp implements Mlp {
  private final Bfloat16Gemm products;
  private final Bfloat16Layer[] layers;
  private final PackedMatrix outputWeight; // last hidden width × 1
  private final PackedMatrix outputWeightBackward; // null without training
  private final Bfloat16Memory input; // n × its width
  private final Bfloat16Memory ones; // n × 1
  private final FloatMemory outputs; // n × 1: the deep part, or ∂L/∂logit
  private final Bfloat16Memory outputGradient; // ∂L/∂logit, rounded
  private final int lastWidth;
  private DenseMemory weightsOfStep;
  private Bfloat16Memory gradient; // n × widest layer, swapped with the next after each layer
  private Bfloat16Memory nextGradient;

  /**
   * @param plan as in {@link Mlp#of}
   */
  Bfloat16Mlp(DeepFMConfig config, int maxExamples, boolean training, InputPlan plan) {
    products = new Bfloat16Gemm(maxExamples);
    layers = new Bfloat16Layer[config.numHiddenLayers()];
    for (int l = 0; l < layers.length; l++) {
      layers[l] =
          new Bfloat16Layer(config, l, maxExamples, products, training, l == 0 ? plan : null);
    }
    lastWidth = config.outputInput(0);
    outputWeight = new PackedMatrix(lastWidth, 1, Use.PLAIN);
    outputWeightBackward = training ? new PackedMatrix(lastWidth, 1, Use.TRANSPOSED) : null;
    int widest = Math.max(config.layerInput(0), InputPlan.maxWidth(config));
    input = Bfloat16Memory.allocate((long) maxExamples * widest);
    outputs = FloatMemory.allocate(maxExamples);
    int mostUnits = config.hiddenUnits().stream().mapToInt(Integer::intValue).max().orElseThrow();
    long gradientLength = training ? (long) maxExamples * mostUnits : 0;
    gradient = Bfloat16Memory.allocate(gradientLength);
    nextGradient = Bfloat16Memory.allocate(gradientLength);
    outputGradient = Bfloat16Memory.allocate(maxExamples);
    ones = Bfloat16Memory.allocate(maxExamples);
    for (int b = 0; b < maxExamples; b++) {
      ones.put(b, 1f);
    }
  }

  /** Whether nothing stands between the products but an activation that these apply by the way. */
  static boolean supports(DeepFMConfig config, boolean training) {
    Activation.Elementwise activation = Activation.Elementwise.of(config.activation());
    return config.numTowers() == 1
        && config.deep() == Deep.MLP
        && !config.batchNorm()
        && !(training && config.dropoutRate() > 0)
        && activation != null
        && activation.epilogue() != Epilogue.BIAS;
  }

  @Override
  public boolean isEmpty() {
    return false;
  }

  @Override
  public void begin(float[] dense, DenseMemory weights) {
    weightsOfStep = weights;
    for (Bfloat16Layer layer : layers) {
      layer.weight().begin(weights);
    }
    products.pack(lastWidth, weights.outputWeight(0), outputWeight);
    if (outputWeightBackward != null) {
      products.pack(lastWidth, weights.outputWeight(0), outputWeightBackward);
    }
  }

  @Override
  public void infer(int n, FloatMemory floats, DenseMemory weights, float[] deep) {
    pass(n, floats, weights, 0, deep);
  }

  @Override
  public void infer(int n, FixedInput fixed, DenseMemory weights, float[] deep) {
    if (n > 0) {
      products.round(n * fixed.width(), fixed.values(), input);
      layers[0].linear(n, input, fixed);
      passFrom(1, n, 0, weights, deep);
    }
  }

  @Override
  public void forward(
      int n, FloatMemory floats, DenseMemory weights, StepContext step, int first, float[] deep) {
    pass(n, floats, weights, first, deep);
  }

  private void pass(int n, FloatMemory floats, DenseMemory weights, int first, float[] deep) {
    if (n == 0) {
      return;
    }
    PackedWeights weight = layers[0].weight();
    FloatMemory multiplied = weight.byField() == null ? floats : weight.byField().input();
    products.round(n * weight.width(), multiplied, input);
    layers[0].linear(n, first, input, weights);
    passFrom(1, n, first, weights, deep);
  }

  private void passFrom(int layer, int n, int first, DenseMemory weights, float[] deep) {
    Bfloat16Memory layerInput = layers[layer - 1].output();
    for (int l = layer; l < layers.length; l++) {
      layers[l].linear(n, first, layerInput, weights);
      layerInput = layers[l].output();
    }
    products.multiply(n, layerInput, outputWeight, outputs);
    outputs.get(0, deep, 0, n);
  }

  @Override
  public void backward(
      int n,
      FloatMemory floats,
      float[] logitGradients,
      DenseMemory weights,
      DenseMemory gradients,
      StepContext step,
      int first,
      FloatMemory inputGradient) {
    if (n == 0) {
      return;
    }
    outputGradient(n, logitGradients, gradients);
    for (int l = layers.length - 1; l > 0; l--) {
      layers[l].backward(n, first, layers[l - 1].output(), gradient, ones, gradients);
      layers[l].inputGradient(n, gradient, nextGradient);
      Bfloat16Memory swap = gradient;
      gradient = nextGradient;
      nextGradient = swap;
    }
    layers[0].backward(n, first, input, gradient, ones, gradients);
    layers[0].inputGradient(n, gradient, inputGradient);
  }

  /** ∂L/∂(last hidden output) = g·wᵀ, and ∂L/∂w += hᵀ·g. */
  private void outputGradient(int n, float[] logitGradients, DenseMemory gradients) {
    Bfloat16Layer last = layers[layers.length - 1];
    outputs.put(0, logitGradients, 0, n);
    products.round(n, outputs, outputGradient);
    products.addTransposedLeft(
        lastWidth, 1, n, last.output(), outputGradient, gradients.outputWeight(0));
    products.multiplyTransposed(n, outputGradient, outputWeightBackward, gradient);
  }

  @Override
  public void end(DenseMemory gradients) {
    layers[0].weight().end(weightsOfStep, gradients);
  }

  /** There are none without batch norm. */
  @Override
  public void updateMovingStatistics(float[] dense) {}
}
