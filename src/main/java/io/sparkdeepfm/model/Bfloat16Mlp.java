package io.sparkdeepfm.model;

import io.sparkdeepfm.math.Bfloat16Gemm;
import io.sparkdeepfm.math.Bfloat16Memory;
import io.sparkdeepfm.math.FloatMemory;
import io.sparkdeepfm.math.PackedMatrix;
import io.sparkdeepfm.math.Sgemm.Epilogue;
import io.sparkdeepfm.model.DeepFMConfig.Deep;

/**
 * The deep part with inputs, activations and their gradients of 16 bits, and with weights that are
 * rounded once per step. Sums, biases and the gradients of all parameters have 32 bits.
 */
final class Bfloat16Mlp implements Mlp {
  private final Bfloat16Gemm products;
  private final Layer[] layers;
  private final PackedMatrix outputWeight; // last hidden width × 1
  private final Bfloat16Memory input; // n × its width
  private final Bfloat16Memory ones; // n × 1
  private final FloatMemory outputs; // n × 1: the deep part, or ∂L/∂logit
  private final Bfloat16Memory outputGradient; // ∂L/∂logit, rounded
  private final int inputWidth;
  private Bfloat16Memory gradient; // n × widest layer, swapped with the next after each layer
  private Bfloat16Memory nextGradient;

  Bfloat16Mlp(DeepFMConfig config, int maxExamples, boolean training) {
    products = new Bfloat16Gemm(maxExamples);
    layers = new Layer[config.numHiddenLayers()];
    for (int l = 0; l < layers.length; l++) {
      layers[l] = new Layer(config, l, maxExamples, products, training);
    }
    inputWidth = config.layerInput(0);
    outputWeight = new PackedMatrix(config.outputInput(0), 1, training);
    input = Bfloat16Memory.allocate((long) maxExamples * inputWidth);
    outputs = FloatMemory.allocate(maxExamples);
    int widest = config.hiddenUnits().stream().mapToInt(Integer::intValue).max().orElseThrow();
    long gradientLength = training ? (long) maxExamples * widest : 0;
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
    for (Layer layer : layers) {
      layer.pack(weights);
    }
    products.pack(weights.outputWeight(0), outputWeight);
  }

  @Override
  public void infer(int n, FloatMemory floats, DenseMemory weights, float[] deep) {
    if (n == 0) {
      return;
    }
    products.round(n * inputWidth, floats, input);
    Bfloat16Memory layerInput = input;
    for (Layer layer : layers) {
      layer.linear(n, layerInput, weights);
      layerInput = layer.output();
    }
    products.multiply(n, layerInput, outputWeight, outputs);
    outputs.get(0, deep, 0, n);
  }

  @Override
  public void forward(
      int n, FloatMemory floats, DenseMemory weights, StepContext step, int first, float[] deep) {
    infer(n, floats, weights, deep);
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
      layers[l].activationGradient(n, gradient, ones, gradients);
      layers[l].weightGradient(n, layers[l - 1].output(), gradient, gradients);
      layers[l].inputGradient(n, gradient, nextGradient);
      Bfloat16Memory swap = gradient;
      gradient = nextGradient;
      nextGradient = swap;
    }
    layers[0].activationGradient(n, gradient, ones, gradients);
    layers[0].weightGradient(n, input, gradient, gradients);
    layers[0].inputGradient(n, gradient, inputGradient);
  }

  /** ∂L/∂(last hidden output) = g·wᵀ, and ∂L/∂w += hᵀ·g. */
  private void outputGradient(int n, float[] logitGradients, DenseMemory gradients) {
    Layer last = layers[layers.length - 1];
    outputs.put(0, logitGradients, 0, n);
    products.round(n, outputs, outputGradient);
    products.addTransposedLeft(
        last.units(), 1, n, last.output(), outputGradient, gradients.outputWeight(0));
    products.multiplyTransposed(n, outputGradient, outputWeight, gradient);
  }

  /** They are there: the products add to them. */
  @Override
  public void writeGradients(DenseMemory gradients) {}

  /** There are none without batch norm. */
  @Override
  public void updateMovingStatistics(float[] dense) {}

  /**
   * A hidden layer of {@link Bfloat16Mlp}, linear → activation, with the weights of this step
   * packed and the output in 16 bits.
   */
  static final class Layer {
    private final Bfloat16Gemm products;
    private final int layer;
    private final int inputWidth;
    private final int units;
    private final Epilogue epilogue;
    private final PackedMatrix weight;
    private final Bfloat16Memory output; // n × units

    Layer(
        DeepFMConfig config, int layer, int maxExamples, Bfloat16Gemm products, boolean training) {
      this.products = products;
      this.layer = layer;
      inputWidth = config.layerInput(layer);
      units = config.units(layer);
      epilogue = Activation.Elementwise.of(config.activation()).epilogue();
      weight = new PackedMatrix(inputWidth, units, training);
      output = Bfloat16Memory.allocate((long) maxExamples * units);
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
    void weightGradient(
        int n, Bfloat16Memory input, Bfloat16Memory gradient, DenseMemory gradients) {
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
}
