package io.sparkdeepfm.testing;

import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.model.DenseLayout.Segment;
import io.sparkdeepfm.testing.ReferenceBatchNorm.Statistics;
import java.util.ArrayList;
import java.util.List;

/**
 * The deep part for the B examples of a mini-batch: per hidden layer l = h W + b, z = l in an MLP
 * and [l₁ … l_m, l₁ l_{m+1} … l_m l_{2m}] in FINAL (Zhu et al. 2023), ẑ = batch norm of z, y = γ ẑ
 * + β (y = z without batch norm), a = activation(y) · mask; at the end a · w_out. The mask is that
 * of dropout while training, else 1.
 */
final class ReferenceMlp {
  private final DeepFMConfig config;
  private final DenseLayout layout;
  private final DropoutMasks masks;

  ReferenceMlp(DeepFMConfig config, DropoutMasks masks) {
    this.config = config;
    this.masks = masks;
    this.layout = new DenseLayout(config);
  }

  /**
   * What a hidden layer computed, B × units each (input: B × the layer's inputs).
   *
   * @param linear h W + b
   * @param statistics those that normalised, null without batch norm
   * @param normalized ẑ, null without batch norm
   * @param preActivation y
   * @param output a, after dropout
   */
  @SuppressWarnings("ArrayRecordComponent") // a trace is never compared
  record Layer(
      double[][] input,
      double[][] linear,
      Statistics statistics,
      double[][] normalized,
      double[][] preActivation,
      double[][] output) {}

  /** All hidden layers, the first reading {@code input}, B × its width. */
  List<Layer> forward(ReferenceParameters p, double[][] input, ReferenceDeepFM.Mode mode) {
    List<Layer> layers = new ArrayList<>();
    double[][] h = input;
    for (int l = 0; l < config.numHiddenLayers(); l++) {
      Layer layer = layer(p, l, h, mode);
      layers.add(layer);
      h = layer.output();
    }
    return layers;
  }

  private Layer layer(ReferenceParameters p, int l, double[][] h, ReferenceDeepFM.Mode mode) {
    double[][] linear = linear(p, l, h);
    double[][] z = config.deep() == Deep.FINAL ? products(linear) : linear;
    if (!config.batchNorm()) {
      return new Layer(h, linear, null, null, z, activate(p, l, z, mode));
    }
    Statistics statistics =
        mode == ReferenceDeepFM.Mode.TRAINING
            ? ReferenceBatchNorm.ofBatch(z)
            : movingStatistics(p, l);
    double[][] normalized = ReferenceBatchNorm.normalize(z, statistics);
    Segment gamma = layout.segment(DenseLayout.gamma(l));
    Segment beta = layout.segment(DenseLayout.beta(l));
    double[][] y = new double[z.length][gamma.columns()];
    for (int b = 0; b < y.length; b++) {
      for (int u = 0; u < gamma.columns(); u++) {
        y[b][u] = p.get(gamma, 0, u) * normalized[b][u] + p.get(beta, 0, u);
      }
    }
    return new Layer(h, linear, statistics, normalized, y, activate(p, l, y, mode));
  }

  private double[][] linear(ReferenceParameters p, int l, double[][] h) {
    Segment weight = layout.segment(DenseLayout.weight(l));
    Segment bias = layout.segment(DenseLayout.bias(l));
    double[][] z = new double[h.length][weight.columns()];
    for (int b = 0; b < h.length; b++) {
      for (int u = 0; u < weight.columns(); u++) {
        z[b][u] = p.get(bias, 0, u);
        for (int j = 0; j < weight.rows(); j++) {
          z[b][u] += h[b][j] * p.get(weight, j, u);
        }
      }
    }
    return z;
  }

  /** The second half of each row multiplied by the first. */
  private static double[][] products(double[][] linear) {
    double[][] z = new double[linear.length][];
    for (int b = 0; b < z.length; b++) {
      z[b] = linear[b].clone();
      int half = z[b].length / 2;
      for (int u = 0; u < half; u++) {
        z[b][half + u] = linear[b][u] * linear[b][half + u];
      }
    }
    return z;
  }

  /**
   * The derivative by l from that by z; z = l in the first half, and their product in the second.
   */
  private static double[][] productsBackward(double[][] linear, double[][] dz) {
    double[][] dLinear = new double[dz.length][];
    for (int b = 0; b < dz.length; b++) {
      dLinear[b] = new double[dz[b].length];
      int half = dz[b].length / 2;
      for (int u = 0; u < half; u++) {
        dLinear[b][u] = dz[b][u] + dz[b][half + u] * linear[b][half + u];
        dLinear[b][half + u] = dz[b][half + u] * linear[b][u];
      }
    }
    return dLinear;
  }

  private Statistics movingStatistics(ReferenceParameters p, int l) {
    Segment mean = layout.segment(DenseLayout.movingMean(l));
    Segment variance = layout.segment(DenseLayout.movingVariance(l));
    double[] means = new double[mean.columns()];
    double[] variances = new double[mean.columns()];
    for (int u = 0; u < means.length; u++) {
      means[u] = p.get(mean, 0, u);
      variances[u] = p.get(variance, 0, u);
    }
    return new Statistics(means, variances);
  }

  private double[][] activate(
      ReferenceParameters p, int l, double[][] y, ReferenceDeepFM.Mode mode) {
    double[][] a = new double[y.length][y[0].length];
    for (int b = 0; b < y.length; b++) {
      for (int u = 0; u < y[b].length; u++) {
        a[b][u] = activate(config.activation(), y[b][u], slope(p, l, u));
        a[b][u] *= mode == ReferenceDeepFM.Mode.TRAINING ? masks.factor(l, b, u) : 1;
      }
    }
    return a;
  }

  /** PReLU's slope below 0 of a unit; without effect on the other activations. */
  private double slope(ReferenceParameters p, int l, int unit) {
    return config.activation() == Activation.PRELU
        ? p.get(layout.segment(DenseLayout.slope(l)), 0, unit)
        : 0;
  }

  static double activate(Activation activation, double y, double slope) {
    return switch (activation) {
      case RELU -> Math.max(0, y);
      case TANH -> Math.tanh(y);
      case SIGMOID -> 1 / (1 + Math.exp(-y));
      case LEAKY_RELU -> y > 0 ? y : Activation.LEAK * y;
      case PRELU -> y > 0 ? y : slope * y;
    };
  }

  /** da/dy; of the ReLUs that of y &lt; 0 at y = 0. */
  static double derivative(Activation activation, double y, double slope) {
    double a = activate(activation, y, slope);
    return switch (activation) {
      case RELU -> y > 0 ? 1 : 0;
      case TANH -> 1 - a * a;
      case SIGMOID -> a * (1 - a);
      case LEAKY_RELU -> y > 0 ? 1 : Activation.LEAK;
      case PRELU -> y > 0 ? 1 : slope;
    };
  }

  /** The deep part of example b's logit: last hidden layer · w_out. */
  double output(ReferenceParameters p, List<Layer> layers, int b) {
    Segment weight = layout.segment(DenseLayout.OUTPUT_WEIGHT);
    double[] last = layers.get(layers.size() - 1).output()[b];
    double sum = 0;
    for (int u = 0; u < weight.rows(); u++) {
      sum += last[u] * p.get(weight, u, 0);
    }
    return sum;
  }

  /**
   * Adds the gradient of every MLP parameter to {@code gradient}.
   *
   * @param dLogit derivative of the loss by each example's logit, length B
   * @return the derivative by the MLP's input, of its shape
   */
  double[][] backward(
      ReferenceParameters p, List<Layer> layers, double[] dLogit, ReferenceGradient gradient) {
    Segment weight = layout.segment(DenseLayout.OUTPUT_WEIGHT);
    Layer last = layers.get(layers.size() - 1);
    double[][] dOutput = new double[dLogit.length][weight.rows()];
    for (int b = 0; b < dLogit.length; b++) {
      for (int u = 0; u < weight.rows(); u++) {
        gradient.add(weight, u, 0, dLogit[b] * last.output()[b][u]);
        dOutput[b][u] = dLogit[b] * p.get(weight, u, 0);
      }
    }
    for (int l = layers.size() - 1; l >= 0; l--) {
      dOutput = layerBackward(p, l, layers.get(l), dOutput, gradient);
    }
    return dOutput;
  }

  private double[][] layerBackward(
      ReferenceParameters p, int l, Layer layer, double[][] dOutput, ReferenceGradient gradient) {
    double[][] dy = new double[dOutput.length][dOutput[0].length];
    for (int b = 0; b < dy.length; b++) {
      for (int u = 0; u < dy[b].length; u++) {
        double y = layer.preActivation()[b][u];
        double dActivation = dOutput[b][u] * masks.factor(l, b, u);
        if (config.activation() == Activation.PRELU) {
          Segment slopes = layout.segment(DenseLayout.slope(l));
          gradient.add(slopes, 0, u, dActivation * Math.min(0, y));
        }
        dy[b][u] = dActivation * derivative(config.activation(), y, slope(p, l, u));
      }
    }
    double[][] dz = config.batchNorm() ? batchNormBackward(p, l, layer, dy, gradient) : dy;
    double[][] dLinear = config.deep() == Deep.FINAL ? productsBackward(layer.linear(), dz) : dz;
    return linearBackward(p, l, layer.input(), dLinear, gradient);
  }

  private double[][] batchNormBackward(
      ReferenceParameters p, int l, Layer layer, double[][] dy, ReferenceGradient gradient) {
    Segment gamma = layout.segment(DenseLayout.gamma(l));
    Segment beta = layout.segment(DenseLayout.beta(l));
    double[][] dNormalized = new double[dy.length][gamma.columns()];
    for (int b = 0; b < dy.length; b++) {
      for (int u = 0; u < gamma.columns(); u++) {
        gradient.add(gamma, 0, u, dy[b][u] * layer.normalized()[b][u]);
        gradient.add(beta, 0, u, dy[b][u]);
        dNormalized[b][u] = dy[b][u] * p.get(gamma, 0, u);
      }
    }
    return ReferenceBatchNorm.backward(
        dNormalized, layer.normalized(), layer.statistics().variance());
  }

  private double[][] linearBackward(
      ReferenceParameters p, int l, double[][] h, double[][] dz, ReferenceGradient gradient) {
    Segment weight = layout.segment(DenseLayout.weight(l));
    Segment bias = layout.segment(DenseLayout.bias(l));
    double[][] dh = new double[h.length][weight.rows()];
    for (int b = 0; b < h.length; b++) {
      for (int u = 0; u < weight.columns(); u++) {
        gradient.add(bias, 0, u, dz[b][u]);
        for (int j = 0; j < weight.rows(); j++) {
          gradient.add(weight, j, u, h[b][j] * dz[b][u]);
          dh[b][j] += dz[b][u] * p.get(weight, j, u);
        }
      }
    }
    return dh;
  }
}
