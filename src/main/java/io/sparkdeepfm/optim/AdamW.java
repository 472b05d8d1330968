package io.sparkdeepfm.optim;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2): θ ← θ − ηλ₂θ before
 * the {@link Adam} step, whose gradient has no penalty in it. λ₁ is decoupled in the same way, |θ|
 * ← max(|θ| − ηλ₁, 0).
 *
 * <p>Idle steps shrink |θ| by x ← max((1 − ηλ₂)x − ηλ₁, 0), which has a closed form, so they are
 * exact.
 */
record AdamW(Adam adam, Penalty penalty) implements Optimizer {
  @Override
  public int numStates() {
    return adam.numStates();
  }

  @Override
  public float initialState(int index) {
    return adam.initialState(index);
  }

  @Override
  public void update(
      float[] parameters,
      float[] gradients,
      float[][] states,
      int length,
      long step,
      float learningRate) {
    decay(parameters, length, 1, learningRate);
    adam.update(parameters, gradients, states, length, step, learningRate);
  }

  @Override
  public boolean movesIdle() {
    return !penalty.isNone();
  }

  @Override
  public boolean idlesExactly() {
    return true;
  }

  @Override
  public void idle(
      float[] parameters,
      float[] scratch,
      float[][] states,
      int length,
      long step,
      int times,
      float learningRate) {
    decay(parameters, length, times, learningRate);
  }

  private void decay(float[] parameters, int length, int times, float learningRate) {
    if (penalty.isNone()) {
      return;
    }
    Shrinkage shrinkage =
        new Shrinkage(1 - learningRate * penalty.l2(), learningRate * penalty.l1(), times);
    for (int i = 0; i < length; i++) {
      parameters[i] = shrinkage.apply(parameters[i]);
    }
  }
}
