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
  public void update(ParameterArrays arrays, int length, Step step) {
    decay(arrays.values, length, step);
    adam.update(arrays, length, step);
  }

  @Override
  public boolean movesIdle() {
    return !penalty.isNone();
  }

  @Override
  public void idle(ParameterArrays arrays, int length, Step step) {
    decay(arrays.values, length, step);
  }

  private void decay(float[] parameters, int length, Step step) {
    if (penalty.isNone()) {
      return;
    }
    Penalty.Shrinkage shrinkage =
        new Penalty.Shrinkage(
            1 - step.learningRate() * penalty.l2(),
            step.learningRate() * penalty.l1(),
            step.times());
    for (int i = 0; i < length; i++) {
      parameters[i] = shrinkage.apply(parameters[i]);
    }
  }
}
