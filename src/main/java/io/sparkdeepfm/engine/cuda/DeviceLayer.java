package io.sparkdeepfm.engine.cuda;

import io.sparkdeepfm.engine.cuda.ColumnSums.At;
import io.sparkdeepfm.engine.cuda.device.DeviceMemory;
import io.sparkdeepfm.engine.cuda.device.Structure;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import io.sparkdeepfm.model.DenseLayout;

/**
 * One hidden layer: linear → products (with {@link Deep#FINAL}) → batch norm (if on) → activation →
 * dropout, forward and backward over a mini-batch, with the memory that this takes.
 */
final class DeviceLayer {
  private final Gpu gpu;
  private final ColumnSums sums;
  private final DenseLayout layout;
  private final int layer;
  private final LayerProducts products;
  private final int units;
  private final Activation activation;
  private final double dropoutRate;
  private final boolean batchNorm;
  private final boolean factorizes;
  private final DeviceMemory output; // n × units, after dropout
  private final DeviceMemory factors; // [h₂, h₁]; null in an MLP
  private final DeviceMemory hats; // x̂; null without batch norm
  private final DeviceMemory statistics;
  private final DeviceMemory batchStatistics;
  private final DeviceMemory inputs; // of PReLU; null without
  private final DeviceMemory slopeTerms;
  private int count; // examples of the last training pass

  DeviceLayer(
      Gpu gpu, DeepFMConfig config, int layer, int capacity, Precision precision, ColumnSums sums) {
    this.gpu = gpu;
    this.sums = sums;
    this.layer = layer;
    layout = new DenseLayout(config);
    products = new LayerProducts(gpu, config, layer, capacity, precision);
    units = config.units(layer);
    activation = config.activation();
    dropoutRate = config.dropoutRate();
    batchNorm = config.batchNorm();
    factorizes = config.deep() == Deep.FINAL;
    long size = (long) capacity * units;
    boolean prelu = activation == Activation.PRELU;
    DeviceMemory.Allocator memory = gpu.memory();
    output = memory.floats(size);
    factors = factorizes ? memory.floats(size) : null;
    hats = batchNorm ? memory.floats(size) : null;
    statistics = batchNorm ? memory.floats(2L * units) : null;
    batchStatistics = batchNorm ? memory.floats(4L * units) : null;
    inputs = prelu ? memory.floats(size) : null;
    slopeTerms = prelu ? memory.floats(size) : null;
  }

  DeviceMemory output() {
    return output;
  }

  LayerProducts products() {
    return products;
  }

  int units() {
    return units;
  }

  private long place(String name) {
    return layout.segment(name).offset();
  }

  /** The structure Normalization of layers.cuh. */
  private byte[] normalization(DeviceMemory dense) {
    Structure structure = new Structure();
    return batchNorm
        ? structure
            .at(statistics)
            .at(dense, place(DenseLayout.gamma(layer)))
            .at(dense, place(DenseLayout.beta(layer)))
            .bytes()
        : structure.number(0).number(0).number(0).bytes();
  }

  private byte[] dropout(boolean training, long seed) {
    return DropoutMask.of(training ? dropoutRate : 0, layer, seed);
  }

  private At slopes(DeviceMemory dense) {
    return inputs == null ? At.NOTHING : new At(dense, place(DenseLayout.slope(layer)));
  }

  /**
   * The output of n rows.
   *
   * @param training whether batch norm takes the statistics of these rows, and units are dropped
   */
  void forward(DeviceMemory input, int n, DeviceMemory dense, boolean training, long dropoutSeed) {
    count = n;
    boolean drops = training && dropoutRate > 0;
    if (products.activate(input, n, dense, training, drops, output)) {
      return;
    }
    products.multiply(input, n, dense, factorizes ? factors : output);
    At bias = new At(dense, place(DenseLayout.bias(layer)));
    if (factorizes) {
      gpu.call("factorize")
          .at(factors)
          .at(dense, bias.index())
          .number(n)
          .integer(units)
          .at(output)
          .over((long) n * (units / 2));
      bias = At.NOTHING;
    }
    if (batchNorm) {
      useStatistics(n, bias, dense, training);
    }
    At slopes = slopes(dense);
    gpu.call("activate")
        .at(output)
        .at(bias.memory(), bias.index())
        .structure(normalization(dense))
        .integer(KernelCodes.of(activation))
        .at(slopes.memory(), slopes.index())
        .structure(dropout(training, dropoutSeed))
        .number(n)
        .integer(units)
        .at(training ? hats : null)
        .at(training ? inputs : null)
        .at(output)
        .over((long) n * ((units + 3) / 4));
  }

  private void useStatistics(int n, At bias, DeviceMemory dense, boolean training) {
    if (training) {
      DeviceMemory ofBatch = sums.of(output, bias, null, At.NOTHING, n, units);
      gpu.call("batch_statistics")
          .at(ofBatch)
          .real((double) n)
          .integer(units)
          .at(statistics)
          .at(batchStatistics)
          .over(units);
    } else {
      gpu.call("moving_statistics")
          .at(dense, place(DenseLayout.movingMean(layer)))
          .at(dense, place(DenseLayout.movingVariance(layer)))
          .integer(units)
          .at(statistics)
          .over(units);
    }
  }

  /**
   * What comes to a layer from above: ∂L/∂output, n × units, or for the last layer a factor of each
   * example, by which the output's weights are multiplied.
   *
   * @param factors per example; nothing if {@code gradient} holds ∂L/∂output
   * @param outputWeights of the tower
   */
  record Above(DeviceMemory gradient, At factors, At outputWeights) {}

  /**
   * Replaces ∂L/∂output by ∂L/∂z, z = xW + b, in the gradient, and writes this layer's gradients,
   * but for that of W, to {@code gradients}.
   */
  void backward(Above above, int n, DeviceMemory dense, DeviceMemory gradients, long dropoutSeed) {
    DeviceMemory gradient = above.gradient();
    At slopes = slopes(dense);
    gpu.call("activate_back")
        .at(gradient)
        .at(above.factors().memory(), above.factors().index())
        .at(above.outputWeights().memory(), above.outputWeights().index())
        .at(output)
        .at(inputs)
        .integer(KernelCodes.of(activation))
        .at(slopes.memory(), slopes.index())
        .structure(dropout(true, dropoutSeed))
        .number(n)
        .integer(units)
        .at(slopeTerms)
        .at(gradient)
        .over((long) n * ((units + 3) / 4));
    if (slopeTerms != null) {
      sums.of(slopeTerms, At.NOTHING, null, At.NOTHING, n, units);
      sums.storeSums(units, gradients, place(DenseLayout.slope(layer)));
    }
    if (batchNorm) {
      normalizeBack(gradient, n, dense, gradients);
    }
    if (factorizes) {
      gpu.call("factorize_back")
          .at(factors)
          .number(n)
          .integer(units)
          .at(gradient)
          .over((long) n * (units / 2));
    }
    // The mean of batch norm removes the bias of a linear layer again: its gradient stays 0.
    if (!batchNorm || factorizes) {
      sums.of(gradient, At.NOTHING, null, At.NOTHING, n, units);
      sums.storeSums(units, gradients, place(DenseLayout.bias(layer)));
    }
  }

  private void normalizeBack(
      DeviceMemory gradient, int n, DeviceMemory dense, DeviceMemory gradients) {
    DeviceMemory ofBatch = sums.of(gradient, At.NOTHING, hats, At.NOTHING, n, units);
    sums.storeSums(units, gradients, place(DenseLayout.beta(layer)));
    sums.storeProducts(units, gradients, place(DenseLayout.gamma(layer)));
    gpu.call("normalize_back")
        .at(hats)
        .structure(normalization(dense))
        .at(ofBatch)
        .real((double) n)
        .number(n)
        .integer(units)
        .at(gradient)
        .over((long) n * units);
  }

  /** Moves the moving statistics in {@code target}, laid out as the dense parameters are. */
  void moveStatistics(DeviceMemory target) {
    if (batchNorm) {
      gpu.call("move_statistics")
          .at(batchStatistics)
          .real((double) count)
          .integer(units)
          .at(target, place(DenseLayout.movingMean(layer)))
          .at(target, place(DenseLayout.movingVariance(layer)))
          .over(units);
    }
  }
}
