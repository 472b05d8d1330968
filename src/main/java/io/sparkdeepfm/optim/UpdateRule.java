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
  void update(
      float[] parameters,
      float[] gradients,
      float[][] states,
      int length,
      long step,
      float learningRate);

  /**
   * Makes {@code times} steps from {@code step} on under L2 alone, with λθ as gradient.
   *
   * @param times a power of two unless {@link #decaysExactly}
   */
  void decay(
      float[] parameters,
      float[][] states,
      int length,
      float l2,
      long step,
      int times,
      float learningRate);

  /** Whether {@link #decay} is exact, apart from rounding. */
  default boolean decaysExactly() {
    return false;
  }

  /**
   * Approximates {@code times} steps from {@code step} on, as if the gradients stayed what they are
   * at the first. The callers choose {@code times}, a power of two, small enough for that.
   */
  void repeat(
      float[] parameters,
      float[] gradients,
      float[][] states,
      int length,
      long step,
      int times,
      float learningRate);
}
