package io.sparkdeepfm.model;

import io.sparkdeepfm.math.FloatMemory;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.math.Sgemm;
import java.util.Arrays;

/**
 * The deep part for one thread: hidden layers over what it reads (n × {@link
 * DeepFMConfig#layerInput}(0)), then a linear layer to one number per example (Guo et al. 2017, eq.
 * 4–5). Without hidden layers it is 0.
 */
final class Mlp {
  private final HiddenLayer[] layers;
  private final DenseVector outputWeights;
  private final float[] row;
  private final float[] gradientRow;
  private FloatMemory gradient; // n × widest layer, swapped with the next after each layer
  private FloatMemory nextGradient;

  Mlp(
      DeepFMConfig config,
      DenseLayout layout,
      int maxExamples,
      Precision precision,
      boolean training) {
    Sgemm products = new Sgemm(precision);
    layers = new HiddenLayer[config.numHiddenLayers()];
    for (int l = 0; l < layers.length; l++) {
      layers[l] = new HiddenLayer(config, layout, l, maxExamples, products, training);
    }
    int widest = config.hiddenUnits().stream().mapToInt(Integer::intValue).max().orElse(0);
    int gradientLength = training ? Math.multiplyExact(maxExamples, widest) : 0;
    gradient = FloatMemory.allocate(gradientLength);
    nextGradient = FloatMemory.allocate(gradientLength);
    outputWeights = layers.length > 0 ? new DenseVector(layout, DenseLayout.OUTPUT_WEIGHT) : null;
    row = new float[widest];
    gradientRow = new float[widest];
  }

  boolean isEmpty() {
    return layers.length == 0;
  }

  /** Reads the parameters of this step and forgets the gradients of the last. */
  void begin(float[] dense) {
    for (HiddenLayer layer : layers) {
      layer.begin(dense);
    }
    if (outputWeights != null) {
      outputWeights.begin(dense);
    }
  }

  /** Scores n rows into {@code deep[0, n)}. */
  void infer(int n, FloatMemory input, DenseMemory weights, float[] dense, float[] deep) {
    FloatMemory layerInput = input;
    for (HiddenLayer layer : layers) {
      layer.infer(n, layerInput, weights, dense);
      layerInput = layer.output();
    }
    readOutput(n, deep);
  }

  /** The training pass of n rows into {@code deep[0, n)}. */
  void forward(
      int n, FloatMemory input, DenseMemory weights, StepContext step, int first, float[] deep) {
    FloatMemory layerInput = input;
    for (HiddenLayer layer : layers) {
      layer.forward(n, layerInput, weights, step.sync(), step.dropoutSeed(), first);
      layerInput = layer.output();
    }
    readOutput(n, deep);
  }

  private void readOutput(int n, float[] deep) {
    if (layers.length == 0) {
      Arrays.fill(deep, 0, n, 0f);
      return;
    }
    HiddenLayer last = layers[layers.length - 1];
    for (int b = 0; b < n; b++) {
      last.output().get(b * last.units(), row, 0, last.units());
      deep[b] = dot(row, outputWeights.values, last.units());
    }
  }

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
      FloatMemory inputGradient) {
    outputGradient(n, logitGradients);
    for (int l = layers.length - 1; l >= 0; l--) {
      FloatMemory layerInput = l == 0 ? input : layers[l - 1].output();
      layers[l].backward(
          n, layerInput, gradient, gradients, step.sync(), step.dropoutSeed(), first);
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

  /** ∂L/∂(last hidden output) = g·w, and ∂L/∂w += g·h. */
  private void outputGradient(int n, float[] logitGradients) {
    HiddenLayer last = layers[layers.length - 1];
    int units = last.units();
    float[] weightValues = outputWeights.values;
    float[] weightGradient = outputWeights.gradient;
    for (int b = 0; b < n; b++) {
      float g = logitGradients[b];
      last.output().get(b * units, row, 0, units);
      for (int j = 0; j < units; j++) {
        weightGradient[j] += g * row[j];
      }
      for (int j = 0; j < units; j++) {
        gradientRow[j] = g * weightValues[j];
      }
      gradient.put(b * units, gradientRow, 0, units);
    }
  }

  /** Writes the gradients of all vectors to {@code gradients}; those of matrices are there. */
  void writeGradients(DenseMemory gradients) {
    for (HiddenLayer layer : layers) {
      layer.writeGradients(gradients);
    }
    if (outputWeights != null) {
      outputWeights.writeGradient(gradients);
    }
  }

  void updateMovingStatistics(float[] dense) {
    for (HiddenLayer layer : layers) {
      layer.updateMovingStatistics(dense);
    }
  }

  /** Four partial sums, so that additions do not wait for each other. */
  private static float dot(float[] a, float[] b, int length) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int j = 0;
    for (; j + 3 < length; j += 4) {
      s0 += a[j] * b[j];
      s1 += a[j + 1] * b[j + 1];
      s2 += a[j + 2] * b[j + 2];
      s3 += a[j + 3] * b[j + 3];
    }
    for (; j < length; j++) {
      s0 += a[j] * b[j];
    }
    return (s0 + s1) + (s2 + s3);
  }
}
