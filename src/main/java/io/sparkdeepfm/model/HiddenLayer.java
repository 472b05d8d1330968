package io.sparkdeepfm.model;

import io.sparkdeepfm.math.FloatMemory;
import io.sparkdeepfm.math.Sgemm;
import io.sparkdeepfm.math.Sgemm.Epilogue;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import java.util.ArrayList;
import java.util.List;

/**
 * One hidden layer for one thread: linear → products (with {@link DeepFMConfig.Deep#FINAL}) → batch
 * norm (if on) → activation → dropout, forward and backward over n rows, with the buffers that this
 * takes.
 */
final class HiddenLayer {
  private final Sgemm products;
  private final FieldProducts byField; // null except in a first layer that is trained
  private final int layer;
  private final int inputWidth;
  private final int units;
  private final Activation.Elementwise activation; // null with PReLU
  private final Activation.Prelu prelu; // null without
  private final Dropout dropout;
  private final Epilogue
      epilogue; // of the product: with the activation, unless something stands between
  private final DenseLayout.Vector bias;
  private final FactorizedInteraction interaction; // null in an MLP
  private final BatchNorm batchNorm; // null without
  private final List<DenseLayout.Vector> vectors; // of all parts
  private final boolean training;
  private final FloatMemory output; // n × units, after dropout
  private final float[] row;
  private final float[] outputRow;
  private final float[] mask;

  HiddenLayer(
      DeepFMConfig config,
      DenseLayout layout,
      int layer,
      int maxExamples,
      Sgemm products,
      FieldProducts byField,
      boolean train) {
    this.products = products;
    this.byField = byField;
    this.layer = layer;
    training = train;
    inputWidth = config.layerInput(layer);
    units = config.units(layer);
    activation = Activation.Elementwise.of(config.activation());
    prelu =
        activation == null ? new Activation.Prelu(layout, layer, units, maxExamples, train) : null;
    dropout = new Dropout(train ? config.dropoutRate() : 0);
    interaction =
        config.deep() == Deep.FINAL ? new FactorizedInteraction(units, maxExamples) : null;
    epilogue =
        activation == null || config.batchNorm() || interaction != null
            ? Epilogue.BIAS
            : activation.epilogue();
    bias = new DenseLayout.Vector(layout, DenseLayout.bias(layer));
    batchNorm = config.batchNorm() ? new BatchNorm(layout, layer, units, maxExamples, train) : null;
    vectors = new ArrayList<>(List.of(bias));
    if (batchNorm != null) {
      vectors.addAll(List.of(batchNorm.gamma, batchNorm.beta));
    }
    if (prelu != null) {
      vectors.add(prelu.slope);
    }
    output = FloatMemory.allocate((long) maxExamples * units);
    row = new float[units];
    outputRow = new float[units];
    mask = new float[units];
  }

  FloatMemory output() {
    return output;
  }

  int units() {
    return units;
  }

  /** Its number, counted through both towers. */
  int number() {
    return layer;
  }

  void begin(float[] dense, DenseMemory weights) {
    if (byField != null) {
      byField.begin(weights);
    }
    for (int i = 0; i < vectors.size(); i++) {
      vectors.get(i).begin(dense);
    }
    if (batchNorm != null && !training) {
      batchNorm.useMovingStatistics(dense);
    }
  }

  /** Scores n rows with the moving statistics and without dropout. */
  void infer(int n, FloatMemory input, DenseMemory weights) {
    infer(n, inputWidth, input, weights.weight(layer), weights.bias(layer));
  }

  /**
   * The same with a part of the input's columns, whose rest is in the bias.
   *
   * @param width of that part
   * @param weight width × units
   */
  void infer(int n, int width, FloatMemory input, FloatMemory weight, FloatMemory bias) {
    linear(n, width, input, weight, bias);
    finish(n);
  }

  /** The same with what is known of the product. */
  void infer(int n, FixedInput input, int tower) {
    FloatMemory z = interaction == null ? output : interaction.factors();
    input.sum(n, tower, z);
    products.multiplyOnto(
        n, units, input.width(), input.values(), input.weight(tower), epilogue, z);
    if (interaction != null) {
      interaction.multiply(n, output);
    }
    finish(n);
  }

  /** Scoring after the product. */
  private void finish(int n) {
    for (int b = 0; !isActivated() && b < n; b++) {
      output.get(b * units, row, 0, units);
      if (batchNorm != null) {
        batchNorm.normalize(row, -1);
      }
      activate(-1);
      output.put(b * units, row, 0, units);
    }
  }

  /**
   * The training pass over n rows.
   *
   * @param firstExample number of row 0 in the mini-batch, for the dropout masks
   */
  void forward(
      int n,
      FloatMemory input,
      DenseMemory weights,
      StepContext.BatchSync sync,
      long dropoutSeed,
      int firstExample) {
    if (isByField()) {
      linearByField(n, firstExample, weights.bias(layer));
    } else {
      linear(n, inputWidth, input, weights.weight(layer), weights.bias(layer));
    }
    if (batchNorm != null) {
      batchNorm.useBatchStatistics(n, output, sync);
    }
    boolean finished = isActivated() && !dropout.isOn();
    for (int b = 0; !finished && b < n; b++) {
      output.get(b * units, row, 0, units);
      if (batchNorm != null) {
        batchNorm.normalize(row, b);
      }
      if (!isActivated()) {
        activate(b);
      }
      if (dropout.isOn()) {
        dropout.fillMask(mask, units, dropoutSeed, layer, firstExample + b);
        Dropout.multiply(row, mask, units);
      }
      output.put(b * units, row, 0, units);
    }
  }

  private boolean isByField() {
    return byField != null && byField.isOn();
  }

  /** As {@link #linear}, of the matrix in which fields with few distinct rows are shorter. */
  private void linearByField(int n, int firstExample, FloatMemory offset) {
    if (!byField.gathers()) {
      linear(n, byField.width(), byField.input(), byField.weight(), offset);
      return;
    }
    FloatMemory z = interaction == null ? output : interaction.factors();
    byField.gather(n, firstExample, offset, z);
    products.multiplyOnto(
        n, units, byField.width(), byField.input(), byField.weight(), epilogue, z);
    if (interaction != null) {
      interaction.multiply(n, output);
    }
  }

  private void linear(int n, int width, FloatMemory input, FloatMemory weight, FloatMemory offset) {
    FloatMemory z = interaction == null ? output : interaction.factors();
    products.multiply(n, units, width, input, weight, offset, epilogue, z);
    if (interaction != null) {
      interaction.multiply(n, output);
    }
  }

  /** Whether the product leaves the activation's output already. */
  private boolean isActivated() {
    return epilogue != Epilogue.BIAS;
  }

  /** Replaces z in {@code row} by its activation; b as for batch norm. */
  private void activate(int b) {
    if (prelu != null) {
      prelu.apply(row, b);
    } else {
      activation.apply(row, units);
    }
  }

  /**
   * Replaces ∂L/∂output by ∂L/∂z, z = xW + b, in {@code gradient} (n × units) and adds this layer's
   * gradients to {@code gradients}.
   */
  void backward(
      int n,
      FloatMemory input,
      FloatMemory gradient,
      DenseMemory gradients,
      StepContext.BatchSync sync,
      long dropoutSeed,
      int firstExample) {
    activationGradient(n, gradient, dropoutSeed, firstExample);
    if (batchNorm != null) {
      batchNorm.backward(n, gradient, sync);
    }
    if (interaction != null) {
      interaction.backward(n, gradient, bias.gradient);
    }
    if (n > 0 && isByField()) {
      weightGradient(n, byField.width(), byField.input(), gradient, byField.gradient());
      byField.scatter(n, firstExample, gradient);
    } else if (n > 0) {
      weightGradient(n, inputWidth, input, gradient, gradients.weight(layer));
    }
  }

  /** Replaces ∂L/∂output by that of the activation's input; sums up the bias's if that is it. */
  private void activationGradient(int n, FloatMemory gradient, long dropoutSeed, int firstExample) {
    float[] biasGradient = bias.gradient;
    // The mean of batch norm removes the bias of a linear layer again, so its gradient is exactly 0
    // and stays unset.
    boolean sumsBias = batchNorm == null && interaction == null;
    for (int b = 0; b < n; b++) {
      gradient.get(b * units, row, 0, units);
      output.get(b * units, outputRow, 0, units);
      if (dropout.isOn()) {
        dropout.fillMask(mask, units, dropoutSeed, layer, firstExample + b);
        Dropout.multiply(row, mask, units);
        // The activation's derivative is a function of its output before dropout.
        scale(outputRow, 1 / dropout.keepScale(), units);
      }
      if (prelu != null) {
        prelu.backward(row, b);
      } else {
        activation.multiplyDerivative(row, outputRow, units);
      }
      gradient.put(b * units, row, 0, units);
      for (int j = 0; sumsBias && j < units; j++) {
        biasGradient[j] += row[j];
      }
    }
  }

  private void weightGradient(
      int n, int width, FloatMemory input, FloatMemory gradient, FloatMemory result) {
    products.addTransposedLeft(width, units, n, input, gradient, result);
  }

  /** ∂L/∂input (n × inputWidth) from ∂L/∂z; of the plain columns alone where fields differ. */
  void inputGradient(int n, FloatMemory gradient, DenseMemory weights, FloatMemory result) {
    boolean isShort = isByField();
    int width = isShort ? byField.plainWidth() : inputWidth;
    FloatMemory weight = isShort ? byField.weight() : weights.weight(layer);
    products.multiplyTransposedRight(n, width, units, gradient, weight, result);
  }

  /** Writes what {@link #backward} has not added to {@code gradients}. */
  void end(DenseMemory weights, DenseMemory gradients) {
    if (byField != null) {
      byField.end(weights, gradients);
    }
    for (int i = 0; i < vectors.size(); i++) {
      vectors.get(i).writeGradient(gradients);
    }
  }

  void updateMovingStatistics(float[] dense) {
    if (batchNorm != null) {
      batchNorm.updateMovingStatistics(dense);
    }
  }

  private static void scale(float[] target, float factor, int length) {
    for (int j = 0; j < length; j++) {
      target[j] *= factor;
    }
  }
}
