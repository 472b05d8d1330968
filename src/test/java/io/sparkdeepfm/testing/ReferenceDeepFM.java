package io.sparkdeepfm.testing;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.DeepInput;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.model.DenseLayout.Segment;
import io.sparkdeepfm.testing.ReferenceBatchNorm.Statistics;
import java.util.Arrays;
import java.util.List;

/**
 * DeepFM by its formulas, in doubles and plain loops: the truth against which the fast passes are
 * tested. A block is one mini-batch. No regularisation; dropout by masks that the caller gives.
 *
 * <p>logit = bias + α Σ_i w_i x_i + Σ_k β_k p_k + MLP(e_1 … e_F, or p), p_k = ½ ((Σ_j t_jk)² − Σ_j
 * t_jk²), where e_f = Σ_{i in f} x_i v_i, and the paired terms t_j are all x_i v_i (FEATURE) or all
 * e_f (FIELD); α = β_k = 1 unless the head is weighted, 0 where the part is off (Guo et al. 2017;
 * Rendle 2010; He and Chua 2017).
 */
public final class ReferenceDeepFM {
  /** Whether batch norm uses the statistics of the mini-batch or the moving ones. */
  public enum Mode {
    TRAINING,
    INFERENCE
  }

  private final DeepFMConfig config;
  private final DenseLayout layout;
  private final ReferenceTerms terms;
  private final ReferenceMlp mlp;
  private final DropoutMasks masks;
  private final int dim;

  public ReferenceDeepFM(DeepFMConfig config) {
    this(config, DropoutMasks.NONE);
  }

  /** With the dropout of one training step. */
  public ReferenceDeepFM(DeepFMConfig config, DropoutMasks masks) {
    this.masks = masks;
    this.config = config;
    this.layout = new DenseLayout(config);
    this.terms = new ReferenceTerms(config);
    this.mlp = new ReferenceMlp(config, masks);
    this.dim = config.embeddingDim();
  }

  /** One logit per example of the block. */
  public double[] logits(ReferenceParameters p, ExampleBlock block, Mode mode) {
    return logits(p, block, hiddenLayers(p, block, mode));
  }

  /** 1 / (1 + e^−logit) per example of the block. */
  public double[] probabilities(ReferenceParameters p, ExampleBlock block, Mode mode) {
    double[] values = logits(p, block, mode);
    for (int b = 0; b < values.length; b++) {
      values[b] = 1 / (1 + Math.exp(-values[b]));
    }
    return values;
  }

  /** Σ_b weight_b · loss_b / Σ_b weight_b; 0 if all weights are 0. */
  public double meanLoss(ReferenceParameters p, ExampleBlock block, Mode mode) {
    double[] logits = logits(p, block, mode);
    double sum = 0;
    for (int b = 0; b < block.size(); b++) {
      sum += block.weight(b) * loss(logits[b], block.labels()[b]);
    }
    double weights = sumOfWeights(block);
    return weights == 0 ? 0 : sum / weights;
  }

  private double loss(double output, double label) {
    return switch (config.loss()) {
      case LOG -> logLoss(output, label);
      case SQUARED -> Math.pow(output - label, 2);
      case POISSON -> Math.exp(output) - label * output;
    };
  }

  /** −y log p − (1 − y) log(1 − p) with p = sigmoid(logit), without overflow. */
  public static double logLoss(double logit, double label) {
    return Math.max(logit, 0) - label * logit + Math.log1p(Math.exp(-Math.abs(logit)));
  }

  /** The gradient of {@link #meanLoss} in training mode by every trainable parameter. */
  public ReferenceGradient gradient(ReferenceParameters p, ExampleBlock block) {
    List<ReferenceMlp.Layer> layers = hiddenLayers(p, block, Mode.TRAINING);
    double[] dLogit = dLogits(logits(p, block, layers), block);
    ReferenceGradient gradient = new ReferenceGradient(config);
    double[][] dInput =
        layers.isEmpty()
            ? new double[block.size()][config.layerInput(0)]
            : mlp.backward(p, layers, dLogit, gradient);
    for (int b = 0; b < block.size(); b++) {
      List<ReferenceEntry> entries = ReferenceEntry.of(config.schema(), block, b);
      addHeadGradient(p, entries, dLogit[b], gradient);
      applyInputMask(dInput[b], b);
      addRowGradients(p, entries, dLogit[b], dInput[b], gradient);
    }
    return gradient;
  }

  /** Moves the moving statistics of batch norm towards those of a mini-batch, in place. */
  public void updateMovingStatistics(ReferenceParameters p, ExampleBlock block) {
    List<ReferenceMlp.Layer> layers = hiddenLayers(p, block, Mode.TRAINING);
    for (int l = 0; l < layers.size() && config.batchNorm(); l++) {
      Statistics batch = layers.get(l).statistics();
      Segment mean = layout.segment(DenseLayout.movingMean(l));
      Segment variance = layout.segment(DenseLayout.movingVariance(l));
      for (int u = 0; u < mean.columns(); u++) {
        p.set(mean, 0, u, ReferenceBatchNorm.movedMean(p.get(mean, 0, u), batch.mean()[u]));
        p.set(
            variance,
            0,
            u,
            ReferenceBatchNorm.movedVariance(
                p.get(variance, 0, u), batch.variance()[u], block.size()));
      }
    }
  }

  private List<ReferenceMlp.Layer> hiddenLayers(
      ReferenceParameters p, ExampleBlock block, Mode mode) {
    double[][] input = new double[block.size()][];
    for (int b = 0; b < block.size(); b++) {
      List<ReferenceEntry> entries = ReferenceEntry.of(config.schema(), block, b);
      input[b] =
          config.deepInput() == DeepInput.FIELDS
              ? Arrays.stream(terms.pooled(p, entries)).flatMapToDouble(Arrays::stream).toArray()
              : terms.pairs(terms.of(p, entries));
      if (mode == Mode.TRAINING) {
        applyInputMask(input[b], b);
      }
    }
    return mlp.forward(p, input, mode);
  }

  private void applyInputMask(double[] values, int b) {
    for (int j = 0; j < values.length; j++) {
      values[j] *= masks.factor(DropoutMasks.INPUT, b, j);
    }
  }

  private double[] logits(
      ReferenceParameters p, ExampleBlock block, List<ReferenceMlp.Layer> layers) {
    double[] logits = new double[block.size()];
    for (int b = 0; b < logits.length; b++) {
      List<ReferenceEntry> entries = ReferenceEntry.of(config.schema(), block, b);
      double[] second = terms.pairs(terms.of(p, entries));
      logits[b] = p.get(layout.segment(DenseLayout.BIAS), 0, 0);
      logits[b] += alpha(p) * terms.firstOrder(p, entries);
      for (int k = 0; k < dim; k++) {
        logits[b] += beta(p, k) * second[k];
      }
      logits[b] += layers.isEmpty() ? 0 : mlp.output(p, layers, b);
    }
    return logits;
  }

  private double[] dLogits(double[] logits, ExampleBlock block) {
    double weights = sumOfWeights(block);
    double[] dLogits = new double[logits.length];
    for (int b = 0; b < logits.length && weights > 0; b++) {
      double label = block.labels()[b];
      double slope =
          switch (config.loss()) {
            case LOG -> 1 / (1 + Math.exp(-logits[b])) - label;
            case SQUARED -> 2 * logits[b] - 2 * label;
            case POISSON -> Math.exp(logits[b]) - label;
          };
      dLogits[b] = block.weight(b) / weights * slope;
    }
    return dLogits;
  }

  private static double sumOfWeights(ExampleBlock block) {
    double sum = 0;
    for (int b = 0; b < block.size(); b++) {
      sum += block.weight(b);
    }
    return sum;
  }

  private double alpha(ReferenceParameters p) {
    return config.firstOrder() ? coefficient(p, DenseLayout.HEAD_FIRST_ORDER, 0) : 0;
  }

  private double beta(ReferenceParameters p, int k) {
    return config.secondOrder() ? coefficient(p, DenseLayout.HEAD_SECOND_ORDER, k) : 0;
  }

  private double coefficient(ReferenceParameters p, String segment, int k) {
    return config.head() == Head.SUM ? 1 : p.get(layout.segment(segment), 0, k);
  }

  /** ∂logit/∂bias = 1, ∂/∂α = first order, ∂/∂β_k = second order's component k. */
  private void addHeadGradient(
      ReferenceParameters p,
      List<ReferenceEntry> entries,
      double dLogit,
      ReferenceGradient gradient) {
    gradient.add(layout.segment(DenseLayout.BIAS), 0, 0, dLogit);
    if (config.head() == Head.WEIGHTED && config.firstOrder()) {
      gradient.add(
          layout.segment(DenseLayout.HEAD_FIRST_ORDER),
          0,
          0,
          dLogit * terms.firstOrder(p, entries));
    }
    if (config.head() == Head.WEIGHTED && config.secondOrder()) {
      double[] second = terms.pairs(terms.of(p, entries));
      for (int k = 0; k < dim; k++) {
        gradient.add(layout.segment(DenseLayout.HEAD_SECOND_ORDER), 0, k, dLogit * second[k]);
      }
    }
  }

  /**
   * ∂logit/∂w_i = α x_i; ∂logit/∂v_ik = x_i ((β_k + ∂MLP/∂p_k) (Σ_j t_jk − t_{j(i)k}) +
   * ∂MLP/∂e_{f(i)k}), of which the MLP has one or the other.
   */
  private void addRowGradients(
      ReferenceParameters p,
      List<ReferenceEntry> entries,
      double dLogit,
      double[] dInput,
      ReferenceGradient gradient) {
    double[][] paired = terms.of(p, entries);
    double[] sum = terms.sum(paired);
    for (int i = 0; i < entries.size(); i++) {
      ReferenceEntry entry = entries.get(i);
      double[] own = paired[config.interaction() == Interaction.FIELD ? entry.field() : i];
      gradient.touch(entry.table(), entry.row());
      gradient.addToRow(entry.table(), entry.row(), dim, dLogit * alpha(p) * entry.x());
      for (int k = 0; k < dim; k++) {
        boolean fields = config.deepInput() == DeepInput.FIELDS || config.numHiddenLayers() == 0;
        double dPair = dLogit * beta(p, k) + (fields ? 0 : dInput[k]);
        double dField = fields ? dInput[entry.field() * dim + k] : 0;
        double dTerm = dPair * (sum[k] - own[k]) + dField;
        gradient.addToRow(entry.table(), entry.row(), k, dTerm * entry.x());
      }
    }
  }
}
