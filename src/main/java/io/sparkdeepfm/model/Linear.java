package io.sparkdeepfm.model;

import io.sparkdeepfm.math.FloatMemory;
import io.sparkdeepfm.math.Sgemm;
import io.sparkdeepfm.math.Sgemm.Epilogue;

/**
 * The linear part of one hidden layer for one thread, z = xW + b, and what leads back through it.
 * Matrices hold numbers of 32 bits; how exactly they are multiplied is the implementation's matter.
 */
interface Linear {
  /** Reads the weights of this step. */
  void begin(DenseMemory weights);

  /**
   * z (n × units) ← f(xW + b).
   *
   * @param first number of row 0 in the mini-batch
   * @param epilogue its function f
   */
  void forward(
      int n, int first, FloatMemory input, DenseMemory weights, Epilogue epilogue, FloatMemory z);

  /**
   * The same with a part of the input's columns, whose rest is in the bias.
   *
   * @param width of that part
   * @param weight width × units
   */
  default void forward(
      int n,
      int width,
      FloatMemory input,
      FloatMemory weight,
      FloatMemory bias,
      Epilogue epilogue,
      FloatMemory z) {
    throw new UnsupportedOperationException("Only products of 32 bits are split.");
  }

  /** The same, in scoring, with what is known of the product. */
  void forward(int n, FixedInput input, int tower, Epilogue epilogue, FloatMemory z);

  /** Adds xᵀ ∂L/∂z of n rows, of the last forward pass, to what becomes ∂L/∂W. */
  void weightGradient(
      int n, int first, FloatMemory input, FloatMemory gradient, DenseMemory gradients);

  /**
   * ∂L/∂x (n × width of x) from the ∂L/∂z that {@link #weightGradient} was given; of the plain
   * columns alone where fields differ. With factors of 16 bits the result may be {@code gradient},
   * which is not read again.
   */
  void inputGradient(int n, FloatMemory gradient, DenseMemory weights, FloatMemory result);

  /** Writes what {@link #weightGradient} has not added to {@code gradients}. */
  void end(DenseMemory weights, DenseMemory gradients);

  /** With factors as they are. */
  final class Exact implements Linear {
    private final Sgemm products;
    private final FieldProducts byField; // null except in a first layer that is trained
    private final int layer;
    private final int inputWidth;
    private final int units;

    /**
     * @param plan null where fields have one way only
     */
    Exact(DeepFMConfig config, int layer, Sgemm products, InputPlan plan) {
      this.products = products;
      this.layer = layer;
      byField = plan == null ? null : new FieldProducts(config, layer, plan, products);
      inputWidth = config.layerInput(layer);
      units = config.units(layer);
    }

    @Override
    public void begin(DenseMemory weights) {
      if (byField != null) {
        byField.begin(weights);
      }
    }

    @Override
    public void forward(
        int n,
        int first,
        FloatMemory input,
        DenseMemory weights,
        Epilogue epilogue,
        FloatMemory z) {
      FloatMemory bias = weights.bias(layer);
      if (!isByField()) {
        forward(n, inputWidth, input, weights.weight(layer), bias, epilogue, z);
      } else if (!byField.gathers()) {
        forward(n, byField.width(), byField.input(), byField.weight(), bias, epilogue, z);
      } else {
        byField.gather(n, first, bias, z);
        products.multiplyOnto(
            n, units, byField.width(), byField.input(), byField.weight(), epilogue, z);
      }
    }

    private boolean isByField() {
      return byField != null && byField.isOn();
    }

    @Override
    public void forward(
        int n,
        int width,
        FloatMemory input,
        FloatMemory weight,
        FloatMemory bias,
        Epilogue epilogue,
        FloatMemory z) {
      products.multiply(n, units, width, input, weight, bias, epilogue, z);
    }

    @Override
    public void forward(int n, FixedInput input, int tower, Epilogue epilogue, FloatMemory z) {
      input.sum(n, tower, z);
      products.multiplyOnto(
          n, units, input.width(), input.values(), input.weight(tower), epilogue, z);
    }

    @Override
    public void weightGradient(
        int n, int first, FloatMemory input, FloatMemory gradient, DenseMemory gradients) {
      if (n == 0) {
        return;
      }
      if (isByField()) {
        products.addTransposedLeft(
            byField.width(), units, n, byField.input(), gradient, byField.gradient());
        byField.scatter(n, first, gradient);
      } else {
        products.addTransposedLeft(inputWidth, units, n, input, gradient, gradients.weight(layer));
      }
    }

    @Override
    public void inputGradient(
        int n, FloatMemory gradient, DenseMemory weights, FloatMemory result) {
      int width = isByField() ? byField.plainWidth() : inputWidth;
      FloatMemory weight = isByField() ? byField.weight() : weights.weight(layer);
      products.multiplyTransposedRight(n, width, units, gradient, weight, result);
    }

    @Override
    public void end(DenseMemory weights, DenseMemory gradients) {
      if (byField != null) {
        byField.end(weights, gradients);
      }
    }
  }
}
