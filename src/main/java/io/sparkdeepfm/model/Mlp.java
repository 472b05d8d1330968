package io.sparkdeepfm.model;

import io.sparkdeepfm.math.Bfloat16Gemm;
import io.sparkdeepfm.math.Bfloat16Memory;
import io.sparkdeepfm.math.FloatMemory;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.math.Sgemm;
import java.util.Arrays;

/**
 * The deep part for one thread: hidden layers over what it reads (n × {@link
 * DeepFMConfig#layerInput}(0)), then a linear layer to one number per example (Guo et al. 2017, eq.
 * 4–5), whatever the {@link DeepFMConfig.Deep kind} of the hidden layers. Without any it is 0.
 */
interface Mlp {
  /**
   * @param maxExamples rows at most
   * @param precision of the factors of matrix products
   * @param training whether backward passes follow
   * @param plan by which fields reach the first layers in training; null for one way only
   */
  static Mlp of(
      DeepFMConfig config, int maxExamples, Precision precision, boolean training, InputPlan plan) {
    boolean rounds = multipliesRounded(config, precision);
    if (rounds && Bfloat16Mlp.supports(config, training)) {
      return new Bfloat16Mlp(config, maxExamples, training, plan);
    }
    return of(config, maxExamples, new Sgemm(), rounds, training, plan);
  }

  /** For scoring, with products of the caller's choice. */
  static Mlp of(DeepFMConfig config, int maxExamples, Sgemm products) {
    return of(config, maxExamples, products, false, false, null);
  }

  private static Mlp of(
      DeepFMConfig config,
      int maxExamples,
      Sgemm products,
      boolean rounds,
      boolean training,
      InputPlan plan) {
    return config.numTowers() == 2
        ? new TwoTowers(config, maxExamples, products, rounds, training, plan)
        : new FloatMlp(config, 0, maxExamples, products, rounds, training, plan);
  }

  /** Whether factors of the hidden layers have 16 bits, which some processors do not multiply. */
  static boolean multipliesRounded(DeepFMConfig config, Precision precision) {
    return precision == Precision.BFLOAT16
        && Sgemm.multipliesBfloat16()
        && config.numHiddenLayers() > 0;
  }

  boolean isEmpty();

  /** Reads the parameters of this step and forgets the gradients of the last. */
  void begin(float[] dense, DenseMemory weights);

  /** Scores n rows into {@code deep[0, n)}. */
  void infer(int n, FloatMemory input, DenseMemory weights, float[] deep);

  /**
   * Scores n rows that have a part of the input in common.
   *
   * @param input the common part, one row, and the rest, n rows
   */
  default void infer(int n, SplitInput input, DenseMemory weights, float[] deep) {
    throw new UnsupportedOperationException("Only layers with activations of 32 bits are split.");
  }

  /** Scores n rows of which a part of the first layers' products is known. */
  void infer(int n, FixedInput input, DenseMemory weights, float[] deep);

  /** The training pass of n rows into {@code deep[0, n)}. */
  void forward(
      int n, FloatMemory input, DenseMemory weights, StepContext step, int first, float[] deep);

  /**
   * Tells the training pass what the whole model says of a row, between {@link #forward} and {@link
   * #backward}.
   *
   * @param factor of the row's loss in that of the mini-batch
   */
  default void learnFrom(int b, float logit, float factor) {}

  /**
   * Adds the gradients of n rows to {@code gradients} and writes ∂L/∂input, of the input's shape
   * or, by a plan, of its plain columns alone.
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

  /** Ends a step: what {@link #backward} has not added to {@code gradients} is written there. */
  void end(DenseMemory gradients);

  void updateMovingStatistics(float[] dense);

  /** One tower with activations of 32 bits, in layers of any kind. */
  static final class FloatMlp implements Mlp {
    private final int tower;
    private final HiddenLayer[] layers;
    private final Sgemm products;
    private final FloatMemory outputs; // of the deep part, n
    private FloatMemory gradient; // n × widest layer, swapped with the next after each layer
    private FloatMemory nextGradient;
    private DenseMemory weightsOfStep;

    /**
     * @param products of the output layer, and of hidden ones unless their factors are rounded
     * @param rounds whether they are, to 16 bits
     */
    FloatMlp(
        DeepFMConfig config,
        int tower,
        int maxExamples,
        Sgemm products,
        boolean rounds,
        boolean training,
        InputPlan plan) {
      this.tower = tower;
      this.products = products;
      DenseLayout layout = new DenseLayout(config);
      layers = new HiddenLayer[config.tower(tower).size()];
      int widest = config.tower(tower).stream().mapToInt(Integer::intValue).max().orElse(0);
      long gradientLength = training ? (long) maxExamples * widest : 0;
      Bfloat16Gemm rounded = rounds ? new Bfloat16Gemm(maxExamples) : null;
      Bfloat16Memory roundedGradient =
          rounds && training ? Bfloat16Memory.allocate(gradientLength) : null;
      for (int l = 0; l < layers.length; l++) {
        int layer = config.firstLayer(tower) + l;
        InputPlan ways = l == 0 ? plan : null;
        Linear linear =
            rounds
                ? new RoundedLinear(config, layer, maxExamples, rounded, roundedGradient, ways)
                : new Linear.Exact(config, layer, products, ways);
        layers[l] = new HiddenLayer(config, layout, tower, layer, maxExamples, linear, training);
      }
      gradient = FloatMemory.allocate(gradientLength);
      // One that has been rounded is not read again.
      nextGradient = rounds ? gradient : FloatMemory.allocate(gradientLength);
      outputs = FloatMemory.allocate(maxExamples);
    }

    @Override
    public boolean isEmpty() {
      return layers.length == 0;
    }

    @Override
    public void begin(float[] dense, DenseMemory weights) {
      weightsOfStep = weights;
      for (HiddenLayer layer : layers) {
        layer.begin(dense, weights);
      }
    }

    @Override
    public void infer(int n, FloatMemory input, DenseMemory weights, float[] deep) {
      inferFrom(0, n, input, weights, deep);
    }

    private void inferFrom(int first, int n, FloatMemory input, DenseMemory weights, float[] deep) {
      FloatMemory layerInput = input;
      for (int l = first; l < layers.length; l++) {
        layers[l].infer(n, layerInput, weights);
        layerInput = layers[l].output();
      }
      readOutput(n, weights, deep);
    }

    @Override
    public void infer(int n, SplitInput input, DenseMemory weights, float[] deep) {
      FloatMemory offset = input.multiplyCommon(tower, weights.bias(layers[0].number()));
      layers[0].infer(n, input.restWidth(), input.rest(), input.restWeight(tower), offset);
      inferFrom(1, n, layers[0].output(), weights, deep);
    }

    @Override
    public void infer(int n, FixedInput input, DenseMemory weights, float[] deep) {
      layers[0].infer(n, input, tower);
      inferFrom(1, n, layers[0].output(), weights, deep);
    }

    @Override
    public void forward(
        int n, FloatMemory input, DenseMemory weights, StepContext step, int first, float[] deep) {
      FloatMemory layerInput = input;
      for (HiddenLayer layer : layers) {
        layer.forward(n, layerInput, weights, step.sync(), step.dropoutSeed(), first);
        layerInput = layer.output();
      }
      readOutput(n, weights, deep);
    }

    private void readOutput(int n, DenseMemory weights, float[] deep) {
      if (layers.length == 0) {
        Arrays.fill(deep, 0, n, 0f);
        return;
      }
      HiddenLayer last = layers[layers.length - 1];
      products.multiply(n, 1, last.units(), last.output(), weights.outputWeight(tower), outputs);
      outputs.get(0, deep, 0, n);
    }

    @Override
    public void backward(
        int n,
        FloatMemory input,
        float[] logitGradients,
        DenseMemory weights,
        DenseMemory gradients,
        StepContext step,
        int first,
        FloatMemory inputGradient) {
      for (int l = layers.length - 1; l >= 0; l--) {
        FloatMemory layerInput = l == 0 ? input : layers[l - 1].output();
        layers[l].backward(n, layerInput, logitGradients, gradient, gradients, step, first);
        if (l == 0) {
          layers[l].inputGradient(n, gradient, weights, inputGradient);
        } else {
          layers[l].inputGradient(n, gradient, weights, nextGradient);
          FloatMemory swap = gradient;
          gradient = nextGradient;
          nextGradient = swap;
        }
      }
    }

    @Override
    public void end(DenseMemory gradients) {
      for (HiddenLayer layer : layers) {
        layer.end(weightsOfStep, gradients);
      }
    }

    @Override
    public void updateMovingStatistics(float[] dense) {
      for (HiddenLayer layer : layers) {
        layer.updateMovingStatistics(dense);
      }
    }
  }
}
