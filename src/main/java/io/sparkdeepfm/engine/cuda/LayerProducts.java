package io.sparkdeepfm.engine.cuda;

import io.sparkdeepfm.engine.cuda.ColumnSums.At;
import io.sparkdeepfm.engine.cuda.device.Device.Epilogue;
import io.sparkdeepfm.engine.cuda.device.Device.Epilogue.Kind;
import io.sparkdeepfm.engine.cuda.device.Device.Product;
import io.sparkdeepfm.engine.cuda.device.DeviceMemory;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import io.sparkdeepfm.model.DenseLayout;

/**
 * The products with a hidden layer's weights, forward and backward over a mini-batch. Where a layer
 * is linear → ReLU and nothing else, the bias, the ReLU and their gradients are part of them, if
 * the device can do that.
 */
final class LayerProducts {
  private final Gpu gpu;
  private final int inputWidth;
  private final int units;
  private final long weights; // their place among the dense parameters
  private final long bias;
  private final Precision precision;
  private final boolean hasEpilogues;
  private final DeviceMemory mask; // of what is above 0; null if no other layer reads the output
  private boolean isMasked; // in the last pass

  LayerProducts(Gpu gpu, DeepFMConfig config, int layer, int capacity, Precision precision) {
    this.gpu = gpu;
    this.precision = precision;
    inputWidth = config.layerInput(layer);
    units = config.units(layer);
    DenseLayout layout = new DenseLayout(config);
    weights = layout.segment(DenseLayout.weight(layer)).offset();
    bias = layout.segment(DenseLayout.bias(layer)).offset();
    hasEpilogues = haveEpilogues(config);
    int next = layer + 1;
    boolean isLast = next == config.hiddenUnits().size() || next == config.numHiddenLayers();
    long maskBytes = capacity * Epilogue.maskStride(units) / Byte.SIZE;
    mask = hasEpilogues && !isLast ? gpu.memory().allocate(maskBytes) : null;
  }

  /** Whether a model's layers are linear → ReLU, but for dropout. */
  static boolean haveEpilogues(DeepFMConfig config) {
    return config.numTowers() > 0
        && config.activation() == Activation.RELU
        && !config.batchNorm()
        && config.deep() == Deep.MLP;
  }

  private Product forward(int n) {
    return new Product(false, false, n, units, inputWidth, false, precision);
  }

  /** z = xW for n rows. */
  void multiply(DeviceMemory input, int n, DeviceMemory dense, DeviceMemory z) {
    gpu.multiply(forward(n), new At(input, 0), new At(dense, weights), new At(z, 0));
  }

  /**
   * max(xW + b, 0) for n rows, in one product.
   *
   * @param training whether a backward pass follows
   * @param drops whether units of the output are dropped
   * @return false if that cannot be; nothing is done then
   */
  boolean activate(
      DeviceMemory input,
      int n,
      DeviceMemory dense,
      boolean training,
      boolean drops,
      DeviceMemory output) {
    isMasked = false;
    if (!hasEpilogues || drops) {
      return false;
    }
    long biases = new At(dense, bias).address();
    if (training && mask != null) {
      Epilogue masking = new Epilogue(Kind.MASKING_RELU, biases, mask.addressOf(0));
      isMasked = activate(masking, input, n, dense, output);
    }
    return isMasked || activate(new Epilogue(Kind.RELU, biases, 0), input, n, dense, output);
  }

  private boolean activate(
      Epilogue epilogue, DeviceMemory input, int n, DeviceMemory dense, DeviceMemory output) {
    return gpu.multiply(
        forward(n), epilogue, new At(input, 0), new At(dense, weights), new At(output, 0));
  }

  /** Writes ∂L/∂W = xᵀ ∂L/∂z to {@code gradients}. */
  void weightGradient(DeviceMemory input, DeviceMemory gradient, int n, DeviceMemory gradients) {
    gpu.multiply(
        new Product(true, false, inputWidth, units, n, false, precision),
        new At(input, 0),
        new At(gradient, 0),
        new At(gradients, weights));
  }

  private Product backward(int n, boolean adds) {
    return new Product(false, true, n, inputWidth, units, adds, precision);
  }

  /**
   * ∂L/∂input (n × inputWidth) from ∂L/∂z.
   *
   * @param adds whether to what is there
   */
  void inputGradient(
      DeviceMemory gradient, int n, DeviceMemory dense, boolean adds, DeviceMemory result) {
    gpu.multiply(backward(n, adds), new At(gradient, 0), new At(dense, weights), new At(result, 0));
  }

  /**
   * ∂L/∂z of the layer whose output is the input, from ∂L/∂z of this one in one product, which also
   * writes the gradient of that layer's bias to {@code gradients}.
   *
   * @return false if that cannot be; nothing is done then
   */
  boolean gradientBelow(
      LayerProducts below,
      DeviceMemory gradient,
      int n,
      DeviceMemory dense,
      DeviceMemory gradients,
      DeviceMemory result) {
    if (!below.isMasked) {
      return false;
    }
    long biases = new At(gradients, below.bias).address();
    return gpu.multiply(
        backward(n, false),
        new Epilogue(Kind.RELU_GRADIENT, biases, below.mask.addressOf(0)),
        new At(gradient, 0),
        new At(dense, weights),
        new At(result, 0));
  }
}
