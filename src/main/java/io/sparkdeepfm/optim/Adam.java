package io.sparkdeepfm.optim;

/**
 * Adam (Kingma and Ba 2015, algorithm 1): m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², θ ← θ − η·m̂ /
 * (√v̂ + ε) with m̂ = m / (1−β₁ᵗ), v̂ = v / (1−β₂ᵗ).
 *
 * <p>On sparse rows the moments of a row move only in the steps that touch it, while t counts all
 * steps.
 */
public record Adam(double beta1, double beta2, double epsilon) implements Optimizer {
  /** β₁ = 0.9, β₂ = 0.999, ε = 1e-8, as the paper recommends. */
  public static final Adam DEFAULT = new Adam(0.9, 0.999, 1e-8);

  @Override
  public int numStates() {
    return 2;
  }

  @Override
  public float initialState(int index) {
    return 0f;
  }

  @Override
  public void update(
      float[] parameters,
      float[] gradients,
      float[][] states,
      int length,
      long step,
      float learningRate) {
    float[] m = states[0];
    float[] v = states[1];
    float b1 = (float) beta1;
    float b2 = (float) beta2;
    float oneMinusB1 = (float) (1 - beta1);
    float oneMinusB2 = (float) (1 - beta2);
    // η m̂ / (√v̂ + ε) = (η / (1−β₁ᵗ)) m / (√v · (1/√(1−β₂ᵗ)) + ε)
    float stepSize = (float) (learningRate / (1 - Math.pow(beta1, (double) step)));
    float rootScale = (float) (1 / Math.sqrt(1 - Math.pow(beta2, (double) step)));
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
}
