package io.sparkdeepfm.model;

import io.sparkdeepfm.math.FloatMemory;
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
  private final Linear linear;
  private final int layer;
  private final int units;
  private final Activation.Elementwise activation; // null with PReLU
  private final Activation.Prelu prelu; // null without
  private final Dropout dropout;
  private final Epilogue
      epilogue; // of the product: with the activation, unless something stands between
  private final DenseLayout.Vector bias;
  private final FactorizedInteraction interaction; // null in an MLP
  private final BatchNorm batchNorm; // null without
  private final DenseLayout.Vector
      outputWeight; // of the tower's last layer, in training; else null
  private final List<DenseLayout.Vector> vectors; // of all parts
  private final boolean training;
  private final FloatMemory output; // n × units, after dropout
  private final float[] row;
  private final float[] outputRow;
  private final float[] mask;

  HiddenLayer(
      DeepFMConfig config,
      DenseLayout layout,
      int tower,
      int layer,
      int maxExamples,
      Linear linear,
      boolean train) {
    this.linear = linear;
    this.layer = layer;
    training = train;
    units = config.units(layer);
    activation = Activation.Elementwise.of(config.activation());
    prelu =
        activation == null ? new Activation.Prelu(layout, layer, units, maxExamples, train) : null;
    dropout = new Dropout(train ? config.dropoutRate() : 0, units);
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
    boolean isLast = layer == config.firstLayer(tower) + config.tower(tower).size() - 1;
    outputWeight =
        isLast && train ? new DenseLayout.Vector(layout, DenseLayout.outputWeight(tower)) : null;
    if (outputWeight != null) {
      vectors.add(outputWeight);
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
    linear.begin(weights);
    for (int i = 0; i < vectors.size(); i++) {
      vectors.get(i).begin(dense);
    }
    if (batchNorm != null && !training) {
      batchNorm.useMovingStatistics(dense);
    }
  }

  /** Scores n rows with the moving statistics and without dropout. */
  void infer(int n, FloatMemory input, DenseMemory weights) {
    FloatMemory z = interaction == null ? output : interaction.factors();
    linear.forward(n, 0, input, weights, epilogue, z);
    finish(n);
  }

  /**
   * The same with a part of the input's columns, whose rest is in the bias.
   *
   * @param width of that part
   * @param weight width × units
   */
  void infer(int n, int width, FloatMemory input, FloatMemory weight, FloatMemory bias) {
    FloatMemory z = interaction == null ? output : interaction.factors();
    linear.forward(n, width, input, weight, bias, epilogue, z);
    finish(n);
  }

  /** The same with what is known of the product. */
  void infer(int n, FixedInput input, int tower) {
    FloatMemory z = interaction == null ? output : interaction.factors();
    linear.forward(n, input, tower, epilogue, z);
    finish(n);
  }

  /** Scoring after the product. */
  private void finish(int n) {
    if (interaction != null) {
      interaction.multiply(n, output);
    }
    for (int b = 0; !isActivated() && b < n; b++) {
      output.get(b * units, row, 0, units);
      if (batchNorm != null) {
        batchNorm.normalize(row);
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
    FloatMemory summed = batchNorm == null ? output : batchNorm.inputs();
    FloatMemory z = interaction == null ? summed : interaction.factors();
    linear.forward(n, firstExample, input, weights, epilogue, z);
    if (interaction != null) {
      interaction.multiply(n, summed);
    }
    if (batchNorm != null) {
      batchNorm.useBatchStatistics(n, sync);
    }
    boolean finished = isActivated() && !dropout.isOn();
    for (int b = 0; !finished && b < n; b++) {
      summed.get(b * units, row, 0, units);
      if (batchNorm != null) {
        batchNorm.normalize(row);
      }
      if (!isActivated()) {
        activate(b);
      }
      if (dropout.isOn()) {
        dropout.fillMask(mask, dropoutSeed, layer, firstExample + b);
        Dropout.multiply(row, mask, units);
      }
      output.put(b * units, row, 0, units);
    }
  }

  /** Whether the product leaves the activation's output already. */
  private boolean isActivated() {
    return epilogue != Epilogue.BIAS;
  }

  /** Replaces z in {@code row} by its activation; b is −1 for a row that is not trained on. */
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
   *
   * @param logitGradients ∂L/∂logit of each row, from which the last layer makes ∂L/∂output itself
   */
  void backward(
      int n,
      FloatMemory input,
      float[] logitGradients,
      FloatMemory gradient,
      DenseMemory gradients,
      StepContext step,
      int firstExample) {
    activationGradient(n, logitGradients, gradient, step.dropoutSeed(), firstExample);
    if (batchNorm != null) {
      batchNorm.backward(n, gradient, step.sync());
    }
    if (interaction != null) {
      interaction.backward(n, gradient, bias.gradient);
    }
    linear.weightGradient(n, firstExample, input, gradient, gradients);
  }

  /**
   * Replaces ∂L/∂output by that of the activation's input, and sums up what that gives of the
   * gradients of the parameters next to it.
   */
  private void activationGradient(
      int n, float[] logitGradients, FloatMemory gradient, long dropoutSeed, int firstExample) {
    for (int b = 0; b < n; b++) {
      output.get(b * units, outputRow, 0, units);
      if (outputWeight == null) {
        gradient.get(b * units, row, 0, units);
      } else {
        outputGradient(logitGradients[b]);
      }
      if (dropout.isOn()) {
        dropoutGradient(dropoutSeed, firstExample + b);
      }
      if (prelu != null) {
        prelu.backward(row, b);
      } else {
        activation.multiplyDerivative(row, outputRow, units);
      }
      gradient.put(b * units, row, 0, units);
      if (batchNorm != null) {
        // Its mean removes the bias of a linear layer again: that gradient is exactly 0, and unset.
        batchNorm.addGradients(row, b);
      } else if (interaction == null) {
        RowSum.add(row, bias.gradient);
      }
    }
  }

  /** Writes g·w, ∂L/∂output of an example, and adds g·output to ∂L/∂w. */
  private void outputGradient(float g) {
    float[] w = outputWeight.values;
    for (int j = 0; j < units; j++) {
      row[j] = g * w[j];
    }
    RowSum.addScaled(g, outputRow, outputWeight.gradient);
  }

  /** Replaces gradient and output of an example by what they were before dropout. */
  private void dropoutGradient(long dropoutSeed, int example) {
    if (activation == Activation.Elementwise.RELU) {
      // A unit that was dropped has the output 0, and that has the derivative 0 in any case.
      scale(row, dropout.keepScale(), units);
      return;
    }
    dropout.fillMask(mask, dropoutSeed, layer, example);
    Dropout.multiply(row, mask, units);
    // The activation's derivative is a function of its output before dropout.
    scale(outputRow, 1 / dropout.keepScale(), units);
  }

  /** ∂L/∂input (n × its width) from ∂L/∂z; of the plain columns alone where fields differ. */
  void inputGradient(int n, FloatMemory gradient, DenseMemory weights, FloatMemory result) {
    linear.inputGradient(n, gradient, weights, result);
  }

  /** Writes what {@link #backward} has not added to {@code gradients}. */
  void end(DenseMemory weights, DenseMemory gradients) {
    linear.end(weights, gradients);
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
