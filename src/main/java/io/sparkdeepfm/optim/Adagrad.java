package io.sparkdeepfm.optim;

/**
 * Adagrad (Duchi, Hazan and Singer 2011, diagonal form): a ← a + g², θ ← θ − η·g / (√a + ε).
 *
 * @param initialAccumulator a before the first step; TensorFlow and Keras begin at 0.1
 */
public record Adagrad(double initialAccumulator, double epsilon) implements Optimizer {
  /** a₀ = 0.1, ε = 1e-7, as in Keras. */
  public static final Adagrad DEFAULT = new Adagrad(0.1, 1e-7);

  @Override
  public int numStates() {
    return 1;
  }

  @Override
  public float initialState(int index) {
    return (float) initialAccumulator;
  }

  @Override
  public void update(
      float[] parameters,
      float[] gradients,
      float[][] states,
      int length,
      long step,
      float learningRate) {
    float[] accumulator = states[0];
    float eps = (float) epsilon;
    for (int i = 0; i < length; i++) {
      float g = gradients[i];
      float a = accumulator[i] + g * g;
      accumulator[i] = a;
      parameters[i] -= learningRate * g / ((float) Math.sqrt(a) + eps);
    }
  }
}
