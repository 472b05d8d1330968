package io.sparkdeepfm.optim;

import io.sparkdeepfm.optim.Optimizer.ParameterArrays;
import io.sparkdeepfm.optim.Optimizer.Step;

/**
 * Adam (Kingma and Ba 2015, algorithm 1): m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², θ ← θ − η·m̂ /
 * (√v̂ + ε) with m̂ = m / (1−β₁ᵗ), v̂ = v / (1−β₂ᵗ).
 *
 * <p>On sparse rows the moments of a row move only in the steps that touch it, or in all steps
 * where a penalty acts on it, while t counts all steps.
 */
final class Adam implements UpdateRule {
  /** β₁ = 0.9, β₂ = 0.999, ε = 1e-8, as the paper recommends. */
  static final Adam DEFAULT = new Adam(0.9, 0.999, 1e-8);

  /** A correction factor this close to 1 is 1 in a float. */
  private static final double NEGLIGIBLE = 1e-9;

  private final double beta1;
  private final double beta2;
  private final double epsilon;
  private final float[] firstCorrections; // 1 / (1 − β₁ᵗ), at t
  private final float[] rootCorrections; // 1 / √(1 − β₂ᵗ), at t

  Adam(double beta1, double beta2, double epsilon) {
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    // Tables, because rows that have missed steps make these up one by one.
    int length = (int) (Math.log(NEGLIGIBLE) / Math.log(Math.max(beta1, beta2))) + 2;
    firstCorrections = new float[length];
    rootCorrections = new float[length];
    for (int t = 1; t < length; t++) {
      firstCorrections[t] = (float) (1 / (1 - Math.pow(beta1, t)));
      rootCorrections[t] = (float) (1 / Math.sqrt(1 - Math.pow(beta2, t)));
    }
  }

  double beta1() {
    return beta1;
  }

  double beta2() {
    return beta2;
  }

  double epsilon() {
    return epsilon;
  }

  /** 1 / (1 − β₁ᵗ) at t, as far as it is not 1. */
  float[] firstCorrections() {
    return firstCorrections;
  }

  /** 1 / √(1 − β₂ᵗ) at t, as far as it is not 1. */
  float[] rootCorrections() {
    return rootCorrections;
  }

  private static float at(float[] corrections, long step) {
    return step < corrections.length ? corrections[(int) step] : 1f;
  }

  @Override
  public int numStates() {
    return 2;
  }

  @Override
  public void update(ParameterArrays arrays, int length, Step step) {
    float[] parameters = arrays.values;
    float[] gradients = arrays.gradients;
    float[] m = arrays.states[0];
    float[] v = arrays.states[1];
    float b1 = (float) beta1;
    float b2 = (float) beta2;
    float oneMinusB1 = (float) (1 - beta1);
    float oneMinusB2 = (float) (1 - beta2);
    // η m̂ / (√v̂ + ε) = (η / (1−β₁ᵗ)) m / (√v · (1/√(1−β₂ᵗ)) + ε)
    float stepSize = step.learningRate() * at(firstCorrections, step.number());
    float rootScale = at(rootCorrections, step.number());
    float eps = (float) epsilon;
    for (int i = 0; i < length; i++) {
      float g = gradients[i];
      float mi = b1 * m[i] + oneMinusB1 * g;
      float vi = b2 * v[i] + oneMinusB2 * g * g;
      m[i] = mi;
      v[i] = vi;
      parameters[i] -= stepSize * mi / ((float) Math.sqrt(vi) * rootScale + eps);
    }
  }

  /**
   * With g constant, m after j steps is g + (m − g)β₁ʲ, whose mean over j = 1 … n is exact here; v
   * and the corrections are taken at the middle of the n steps.
   */
  @Override
  public void repeat(ParameterArrays arrays, int length, Step step) {
    float[] parameters = arrays.values;
    float[] gradients = arrays.gradients;
    float[] m = arrays.states[0];
    float[] v = arrays.states[1];
    int times = step.times();
    double power = Math.pow(beta1, times);
    float keep1 = (float) power;
    float keep2 = (float) Math.pow(beta2, times);
    float keepMiddle = (float) Math.pow(beta2, (times + 1) * 0.5);
    float meanKeep = (float) (beta1 * (1 - power) / ((1 - beta1) * times));
    long middle = step.number() + times / 2;
    float stepSize = step.learningRate() * at(firstCorrections, middle) * times;
    float rootScale = at(rootCorrections, middle);
    float eps = (float) epsilon;
    for (int i = 0; i < length; i++) {
      float g = gradients[i];
      float meanM = g + (m[i] - g) * meanKeep;
      float middleV = g * g + (v[i] - g * g) * keepMiddle;
      m[i] = g + (m[i] - g) * keep1;
      v[i] = g * g + (v[i] - g * g) * keep2;
      parameters[i] -= stepSize * meanM / ((float) Math.sqrt(middleV) * rootScale + eps);
    }
  }

  /**
   * With v constant, (θ, m) moves linearly: m ← β₁m + (1−β₁)λθ, θ ← θ − s·m, so n steps are the
   * n-th power of a 2 × 2 matrix, which 2ᵏ = {@code step.times()} makes k squarings. v is taken at
   * the middle of the steps, with the gradient that θ has at the first; at the end, with its mean
   * square as if θ had moved in a straight line.
   */
  @Override
  public void decay(ParameterArrays arrays, int length, float l2, Step step) {
    float[] parameters = arrays.values;
    float[] m = arrays.states[0];
    float[] v = arrays.states[1];
    int times = step.times();
    float keep2 = (float) Math.pow(beta2, times);
    float keepMiddle = (float) Math.pow(beta2, (times + 1) * 0.5);
    long middle = step.number() + times / 2;
    float stepSize = step.learningRate() * at(firstCorrections, middle);
    float rootScale = at(rootCorrections, middle);
    float b1 = (float) beta1;
    float toM = (float) (1 - beta1) * l2;
    int squarings = Integer.numberOfTrailingZeros(times);
    for (int i = 0; i < length; i++) {
      float theta = parameters[i];
      float squared = l2 * l2 * theta * theta;
      float middleV = squared + (v[i] - squared) * keepMiddle;
      float s = stepSize / ((float) Math.sqrt(middleV) * rootScale + (float) epsilon);
      // (θ, m) ← [[1 − s·toM, −s·β₁], [toM, β₁]] (θ, m)
      float a = 1 - s * toM;
      float b = -s * b1;
      float c = toM;
      float d = b1;
      for (int k = 0; k < squarings; k++) {
        float bc = b * c;
        float trace = a + d;
        a = a * a + bc;
        d = d * d + bc;
        b *= trace;
        c *= trace;
      }
      float end = a * theta + b * m[i];
      m[i] = c * theta + d * m[i];
      float meanSquare = l2 * l2 * (theta * theta + theta * end + end * end) / 3;
      v[i] = meanSquare + (v[i] - meanSquare) * keep2;
      parameters[i] = end;
    }
  }
}
