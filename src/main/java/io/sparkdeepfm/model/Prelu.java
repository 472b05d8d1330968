package io.sparkdeepfm.model;

import io.sparkdeepfm.math.FloatMemory;

/**
 * The parametric ReLU of one hidden layer for one thread (He et al. 2015, eq. 1 and 4): a = z where
 * z &gt; 0, else slope·z; ∂a/∂slope = min(0, z).
 *
 * <p>A slope may become negative, and then the output's sign does not tell that of z: the training
 * pass keeps z.
 */
final class Prelu {
  private final int units;
  private final DenseVector slope;
  private final FloatMemory inputs; // z, n × units, of the training pass
  private final float[] row;

  Prelu(DenseLayout layout, int layer, int units, int maxExamples, boolean training) {
    this.units = units;
    slope = new DenseVector(layout, DenseLayout.slope(layer));
    inputs = FloatMemory.allocate(training ? Math.multiplyExact(maxExamples, units) : 0);
    row = new float[units];
  }

  void begin(float[] dense) {
    slope.begin(dense);
  }

  /** Replaces z by the output in one row; keeps z of training row {@code b}, or not if b is −1. */
  void apply(float[] z, int b) {
    if (b >= 0) {
      inputs.put(b * units, z, 0, units);
    }
    float[] slopes = slope.values;
    for (int j = 0; j < units; j++) {
      z[j] = Math.max(0f, z[j]) + slopes[j] * Math.min(0f, z[j]);
    }
  }

  /** Replaces ∂L/∂a of row {@code b} by ∂L/∂z; sums up the gradient of the slopes. */
  void backward(float[] gradient, int b) {
    inputs.get(b * units, row, 0, units);
    float[] slopes = slope.values;
    float[] slopeGradient = slope.gradient;
    for (int j = 0; j < units; j++) {
      slopeGradient[j] += gradient[j] * Math.min(0f, row[j]);
      gradient[j] *= row[j] > 0 ? 1f : slopes[j];
    }
  }

  void writeGradients(DenseMemory gradients) {
    slope.writeGradient(gradients);
  }
}
