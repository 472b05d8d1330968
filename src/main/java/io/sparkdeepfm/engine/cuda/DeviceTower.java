package io.sparkdeepfm.engine.cuda;

import io.sparkdeepfm.engine.cuda.ColumnSums.At;
import io.sparkdeepfm.engine.cuda.DeviceLayer.Above;
import io.sparkdeepfm.engine.cuda.device.Device.Product;
import io.sparkdeepfm.engine.cuda.device.DeviceMemory;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DenseLayout;
import java.util.ArrayList;
import java.util.List;

/** Hidden layers and the linear layer behind them, which gives one number for each example. */
final class DeviceTower {
  private final Gpu gpu;
  private final ColumnSums sums;
  private final List<DeviceLayer> layers = new ArrayList<>();
  private final int outputWeights; // their place among the dense parameters
  private final DeviceMemory output; // n
  private final DeviceMemory[] gradients; // n × the widest layer, used in turn

  /**
   * @param tower 0 or 1
   * @param gradients for the backward pass, shared by the towers
   */
  DeviceTower(
      Gpu gpu,
      DeepFMConfig config,
      int tower,
      int capacity,
      Precision precision,
      ColumnSums sums,
      DeviceMemory[] gradients) {
    this.gpu = gpu;
    this.sums = sums;
    this.gradients = gradients;
    int first = tower == 0 ? 0 : config.hiddenUnits().size();
    int size = (tower == 0 ? config.hiddenUnits() : config.secondHiddenUnits()).size();
    for (int l = first; l < first + size; l++) {
      layers.add(new DeviceLayer(gpu, config, l, capacity, precision, sums));
    }
    outputWeights = new DenseLayout(config).segment(DenseLayout.outputWeight(tower)).offset();
    output = gpu.memory().floats(capacity);
  }

  /** One number for each example of the last pass. */
  DeviceMemory output() {
    return output;
  }

  void forward(DeviceMemory input, int n, DeviceMemory dense, boolean training, long dropoutSeed) {
    DeviceMemory layerInput = input;
    for (DeviceLayer layer : layers) {
      layer.forward(layerInput, n, dense, training, dropoutSeed);
      layerInput = layer.output();
    }
    gpu.multiply(
        new Product(false, false, n, 1, last().units(), false, Precision.FLOAT32),
        new At(layerInput, 0),
        new At(dense, outputWeights),
        new At(output, 0));
  }

  private DeviceLayer last() {
    return layers.get(layers.size() - 1);
  }

  /**
   * Writes the gradients of the tower's parameters, and ∂L/∂input or adds it.
   *
   * @param factors ∂L/∂output of each example
   */
  void backward(
      DeviceMemory input,
      At factors,
      int n,
      DeviceMemory dense,
      DeviceMemory target,
      long dropoutSeed,
      boolean adds,
      DeviceMemory inputGradient) {
    sums.of(last().output(), At.NOTHING, null, factors, n, last().units());
    sums.storeProducts(last().units(), target, outputWeights);
    Above above = new Above(gradients[0], factors, new At(dense, outputWeights));
    boolean isBehind = false; // whether the gradient above is behind the activation already
    for (int l = layers.size() - 1; l >= 0; l--) {
      LayerProducts products = layers.get(l).products();
      DeviceMemory gradient = above.gradient();
      if (!isBehind) {
        layers.get(l).backward(above, n, dense, target, dropoutSeed);
      }
      DeviceMemory layerInput = l == 0 ? input : layers.get(l - 1).output();
      products.weightGradient(layerInput, gradient, n, target);
      DeviceMemory next = gradient == gradients[0] ? gradients[1] : gradients[0];
      LayerProducts below = l == 0 ? null : layers.get(l - 1).products();
      isBehind = below != null && products.gradientBelow(below, gradient, n, dense, target, next);
      if (!isBehind) {
        products.inputGradient(gradient, n, dense, l == 0 && adds, l == 0 ? inputGradient : next);
      }
      above = new Above(next, At.NOTHING, At.NOTHING);
    }
  }

  void moveStatistics(DeviceMemory target) {
    layers.forEach(layer -> layer.moveStatistics(target));
  }
}
