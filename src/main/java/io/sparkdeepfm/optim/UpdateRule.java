package io.sparkdeepfm.optim;

import io.sparkdeepfm.optim.Optimizer.ParameterArrays;
import io.sparkdeepfm.optim.Optimizer.Step;
import java.util.Arrays;

/** An update rule that takes the penalty as a part of the gradient: see {@link Penalized}. */
interface UpdateRule {
  /** As {@link Optimizer#numStates}. */
  default int numStates() {
    return 1;
  }

  /** As {@link Optimizer#stateLength}. */
  default int stateLength(int length) {
    return length;
  }

  /** As {@link Optimizer#initialState}. */
  default float initialState(int index) {
    return 0f;
  }

  /** One step, as {@link Optimizer#update}; the gradients include the penalty's. */
  void update(ParameterArrays arrays, int length, Step step);

  /**
   * Makes {@code step.times()} steps under L2 alone, with λθ as gradient.
   *
   * @param step whose times are a power of two unless {@link #decaysExactly}
   */
  void decay(ParameterArrays arrays, int length, float l2, Step step);

  /** Whether {@link #decay} is exact, apart from rounding. */
  default boolean decaysExactly() {
    return false;
  }

  /**
   * Approximates {@code step.times()} steps, as if the gradients stayed what they are at the first.
   * The callers choose the times, a power of two, small enough for that.
   */
  void repeat(ParameterArrays arrays, int length, Step step);

  /**
   * An update rule whose gradient includes that of the penalty, λ₁ sign(θ) + λ₂ θ.
   *
   * <p>There is no closed form for many idle steps of an adaptive rule. {@link #idle} over more
   * than one step is an approximation: under λ₂ alone that of {@link UpdateRule#decay}; with λ₁ the
   * penalty's gradient is taken as constant, and a parameter that would cross 0 stops there. With
   * strides of at most an eighth of the steps that a row has missed already, after 32 exact ones,
   * 200 steps of eager and lazy L2 differed by at most 3e-6 (both Adagrads) and 4e-3 (Adam) of the
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
    public void update(ParameterArrays arrays, int length, Step step) {
      if (!penalty.isNone()) {
        penalty.addGradient(arrays, length);
      }
      rule.update(arrays, length, step);
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
    public void idle(ParameterArrays arrays, int length, Step step) {
      if (penalty.isNone()) {
        return;
      }
      if (step.times() > 1 && penalty.l1() == 0) {
        rule.decay(arrays, length, (float) penalty.l2(), step);
        return;
      }
      Arrays.fill(arrays.gradients, 0, length, 0f);
      penalty.addGradient(arrays, length);
      if (step.times() == 1) {
        rule.update(arrays, length, step);
      } else {
        float[] before = Arrays.copyOf(arrays.values, length);
        rule.repeat(arrays, length, step);
        stopAtZero(before, arrays.values, length);
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
}
