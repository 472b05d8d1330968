package io.sparkdeepfm.model;

import io.sparkdeepfm.math.Bfloat16Gemm;
import io.sparkdeepfm.math.FloatMemory;
import io.sparkdeepfm.math.PackedMatrix;
import io.sparkdeepfm.math.PackedMatrix.Use;
import io.sparkdeepfm.math.Sgemm;

/**
 * The weights of one hidden layer for one thread, rounded and packed once per step; where fields
 * reach a first layer by several ways, those of the plan's matrix.
 */
final class PackedWeights {
  private final Bfloat16Gemm products;
  private final int layer;
  private final int inputWidth;
  private final int units;
  private final FieldProducts byField; // null where fields have one way only
  private final PackedMatrix forward;
  private final PackedMatrix backward; // of the plain columns; null without training

  /**
   * @param plan null where fields have one way only
   */
  PackedWeights(
      DeepFMConfig config, int layer, Bfloat16Gemm products, boolean training, InputPlan plan) {
    this.products = products;
    this.layer = layer;
    inputWidth = config.layerInput(layer);
    units = config.units(layer);
    byField = plan == null ? null : new FieldProducts(config, layer, plan, new Sgemm());
    int mostRows = plan == null ? inputWidth : InputPlan.maxWidth(config);
    forward = new PackedMatrix(mostRows, units, Use.PLAIN);
    backward = training ? new PackedMatrix(inputWidth, units, Use.TRANSPOSED) : null;
  }

  /** What stands for the input and the weights of this step; null for themselves. */
  FieldProducts byField() {
    return byField != null && byField.isOn() ? byField : null;
  }

  /** Columns of what is multiplied. */
  int width() {
    return byField() == null ? inputWidth : byField.width();
  }

  /** Columns of the input whose gradient is wanted: the first ones. */
  int plainWidth() {
    return byField() == null ? inputWidth : byField.plainWidth();
  }

  /** width × units. */
  PackedMatrix forward() {
    return forward;
  }

  /** plainWidth × units, to be multiplied by as it stands transposed. */
  PackedMatrix backward() {
    return backward;
  }

  /** Packs the weights of this step. */
  void begin(DenseMemory weights) {
    if (byField != null) {
      byField.begin(weights);
    }
    FloatMemory source = byField() == null ? weights.weight(layer) : byField.weight();
    products.pack(width(), source, forward);
    if (backward != null && plainWidth() > 0) {
      products.pack(plainWidth(), source, backward);
    }
  }

  /** Where ∂L/∂W is added, width × units. */
  FloatMemory gradient(DenseMemory gradients) {
    return byField() == null ? gradients.weight(layer) : byField.gradient();
  }

  /** Writes what has been added elsewhere to {@code gradients}. */
  void end(DenseMemory weights, DenseMemory gradients) {
    if (byField != null) {
      byField.end(weights, gradients);
    }
  }
}
