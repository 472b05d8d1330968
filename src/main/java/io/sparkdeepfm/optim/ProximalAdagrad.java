package io.sparkdeepfm.optim;

/**
 * Adagrad with the penalty in a proximal step (Duchi and Singer 2009, FOBOS; with Adagrad's rates
 * as in TensorFlow's ProximalAdagrad): a ← a + g², η_a = η / √a, u = θ − η_a g, θ ← sign(u) max(|u|
 * − η_a λ₁, 0) / (1 + η_a λ₂). λ₁ makes parameters exactly 0.
 *
 * <p>In idle steps a stays, so |θ| ← max(|θ| − η_a λ₁, 0) / (1 + η_a λ₂), which has a closed form:
 * they are exact.
 *
 * @param initialAccumulator a before the first step, above 0
 */
record ProximalAdagrad(double initialAccumulator, Penalty penalty) implements Optimizer {
  @Override
  public float initialState(int index) {
    return (float) initialAccumulator;
  }

  @Override
  public void update(ParameterArrays arrays, int length, Step step) {
    float[] parameters = arrays.values;
    float[] gradients = arrays.gradients;
    float[] accumulator = arrays.states[0];
    float lambda1 = (float) penalty.l1();
    float lambda2 = (float) penalty.l2();
    for (int i = 0; i < length; i++) {
      float g = gradients[i];
      float a = accumulator[i] + g * g;
      accumulator[i] = a;
      float rate = step.learningRate() / (float) Math.sqrt(a);
      float u = parameters[i] - rate * g;
      float size = Math.max(Math.abs(u) - rate * lambda1, 0f) / (1 + rate * lambda2);
      parameters[i] = Math.copySign(size, u);
    }
  }

  @Override
  public boolean movesIdle() {
    return !penalty.isNone();
  }

  @Override
  public void idle(ParameterArrays arrays, int length, Step step) {
    if (penalty.isNone()) {
      return;
    }
    for (int i = 0; i < length; i++) {
      double rate = step.learningRate() / Math.sqrt(arrays.states[0][i]);
      double keep = 1 / (1 + rate * penalty.l2());
      arrays.values[i] =
          new Penalty.Shrinkage(keep, keep * rate * penalty.l1(), step.times())
              .apply(arrays.values[i]);
    }
  }
}
