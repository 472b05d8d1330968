package io.sparkdeepfm.model;

import io.sparkdeepfm.math.FloatMemory;

/**
 * The products of one hidden layer for one thread (FINAL, Zhu et al. 2023): of the units of xW + b
 * the first half is h₂ and the second h₁, and the layer goes on with h₂ and h₁ ∘ h₂.
 *
 * <p>Halves are worked on in arrays of their own, because loops over two places of one array do not
 * become vector instructions (docs/decisions.md).
 */
final class FactorizedInteraction {
  private final int units;
  private final int half;
  private final FloatMemory factors; // [h₂, h₁], n × units, of the last pass
  private final float[] h2;
  private final float[] h1;
  private final float[] gradient2;
  private final float[] gradient1;
  private final float[] row;

  /**
   * @param units of the layer, an even number
   */
  FactorizedInteraction(int units, int maxExamples) {
    this.units = units;
    half = units / 2;
    factors = FloatMemory.allocate((long) maxExamples * units);
    h2 = new float[half];
    h1 = new float[half];
    gradient2 = new float[half];
    gradient1 = new float[half];
    row = new float[units];
  }

  /**
   * Where [h₂, h₁] of each row is to be written, n × units; it must stay until the backward pass.
   */
  FloatMemory factors() {
    return factors;
  }

  /** Writes [h₂, h₁ ∘ h₂] of n rows to {@code result}, n × units. */
  void multiply(int n, FloatMemory result) {
    for (int b = 0; b < n; b++) {
      readFactors(b);
      for (int j = 0; j < half; j++) {
        h1[j] *= h2[j];
      }
      result.put(b * units, h2, 0, half);
      result.put(b * units + half, h1, 0, half);
    }
  }

  private void readFactors(int b) {
    factors.get(b * units, h2, 0, half);
    factors.get(b * units + half, h1, 0, half);
  }

  /**
   * Replaces ∂L/∂[h₂, h₁ ∘ h₂] = [g, p] by ∂L/∂[h₂, h₁] = [g + p ∘ h₁, p ∘ h₂] in {@code gradient}
   * (n × units) and adds the sum of its rows to {@code biasGradient}.
   */
  void backward(int n, FloatMemory gradient, float[] biasGradient) {
    for (int b = 0; b < n; b++) {
      readFactors(b);
      gradient.get(b * units, gradient2, 0, half);
      gradient.get(b * units + half, gradient1, 0, half);
      for (int j = 0; j < half; j++) {
        gradient2[j] += gradient1[j] * h1[j];
        gradient1[j] *= h2[j];
      }
      System.arraycopy(gradient2, 0, row, 0, half);
      System.arraycopy(gradient1, 0, row, half, half);
      gradient.put(b * units, row, 0, units);
      for (int j = 0; j < units; j++) {
        biasGradient[j] += row[j];
      }
    }
  }
}
