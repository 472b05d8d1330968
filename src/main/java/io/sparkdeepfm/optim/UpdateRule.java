package io.sparkdeepfm.optim;

/** An update rule that takes the penalty as a part of the gradient: see {@link Penalized}. */
interface UpdateRule {
  int numStates();

  /** As {@link Optimizer#stateLength}. */
  default int stateLength(int length) {
    return length;
  }

  float initialState(int index);

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
}
