package io.sparkdeepfm.optim;

import java.util.Arrays;

/**
 * An update rule whose gradient includes that of the penalty, λ₁ sign(θ) + λ₂ θ.
 *
 * <p>There is no closed form for many idle steps of an adaptive rule. {@link #idle} over more than
 * one step is an approximation: under λ₂ alone that of {@link UpdateRule#decay}; with λ₁ the
 * penalty's gradient is taken as constant, and a parameter that would cross 0 stops there. With
 * strides of at most an eighth of the steps that a row has missed already, after 32 exact ones, 200
 * steps of eager and lazy L2 differed by at most 3e-6 (both Adagrads) and 4e-3 (Adam) of the
 * parameters' initial size. Momentum alone is exact under λ₂.
 */
record Penalized(UpdateRule rule, Penalty penalty) implements Optimizer {
  @Override
  public int numStates() {
    return rule.numStates();
  }

  @Override
  public int stateLength(int length) {
    return rule.stateLength(length);
  }

  @Override
  public float initialState(int index) {
    return rule.initialState(index);
  }

  @Override
  public void update(
      float[] parameters,
      float[] gradients,
      float[][] states,
      int length,
      long step,
      float learningRate) {
    if (!penalty.isNone()) {
      penalty.addGradient(parameters, gradients, length);
    }
    rule.update(parameters, gradients, states, length, step, learningRate);
  }

  @Override
  public boolean movesIdle() {
    return !penalty.isNone();
  }

  @Override
  public boolean idlesExactly() {
    return penalty.isNone() || (penalty.l1() == 0 && rule.decaysExactly());
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
    if (penalty.isNone()) {
      return;
    }
    if (times > 1 && penalty.l1() == 0) {
      rule.decay(parameters, states, length, (float) penalty.l2(), step, times, learningRate);
      return;
    }
    Arrays.fill(scratch, 0, length, 0f);
    penalty.addGradient(parameters, scratch, length);
    if (times == 1) {
      rule.update(parameters, scratch, states, length, step, learningRate);
    } else {
      float[] before = Arrays.copyOf(parameters, length);
      rule.repeat(parameters, scratch, states, length, step, times, learningRate);
      stopAtZero(before, parameters, length);
    }
  }

  private static void stopAtZero(float[] before, float[] parameters, int length) {
    for (int i = 0; i < length; i++) {
      if (before[i] * parameters[i] < 0) {
        parameters[i] = 0f;
      }
    }
  }
}
