package io.sparkdeepfm.model;

import java.util.Arrays;

/**
 * One vector among the dense parameters (a bias, γ, the output weights …): a thread's copy of its
 * values and the gradient that the thread has summed up in this step.
 */
final class DenseVector {
  private final DenseLayout.Segment segment;
  final float[] values;
  final float[] gradient;

  DenseVector(DenseLayout layout, String name) {
    segment = layout.segment(name);
    values = new float[segment.length()];
    gradient = new float[segment.length()];
  }

  /** Takes the values of this step and forgets the gradient of the last. */
  void begin(float[] dense) {
    System.arraycopy(dense, segment.offset(), values, 0, values.length);
    Arrays.fill(gradient, 0f);
  }

  void writeGradient(DenseMemory gradients) {
    gradients.putVector(segment, gradient);
  }
}
