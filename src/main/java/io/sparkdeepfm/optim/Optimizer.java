package io.sparkdeepfm.optim;

/**
 * How parameters move: an update rule with its L1 and L2 penalty, element by element on arrays, so
 * that dense layers and gathered embedding rows go through the same kernel.
 *
 * <p>Implementations are immutable; all that changes between steps stands in the state arrays,
 * which the caller keeps beside the parameters.
 *
 * <p>The penalty acts on every parameter in every step, but a step gives data gradients to a few
 * embedding rows only. The others <em>idle</em>: {@link #idle} makes several such steps at once, so
 * that a row need be visited only when it is read. Without a penalty an idle row keeps its value
 * and its state.
 */
public interface Optimizer {
  /** Number of state arrays. */
  int numStates();

  /** Floats of each state array for {@code length} parameters; a multiple of the row's length. */
  default int stateLength(int length) {
    return length;
  }

  /** Value of every float of state {@code index} before the first step. */
  float initialState(int index);

  /**
   * Makes one step on the first {@code length} parameters in place. The gradients, which are of the
   * mini-batch's loss without the penalty, are used up.
   */
  void update(ParameterArrays arrays, int length, Step step);

  /** Whether a parameter without a data gradient moves, because of the penalty. */
  boolean movesIdle();

  /** Whether {@link #idle} over many steps equals as many single steps, apart from rounding. */
  boolean idlesExactly();

  /**
   * Makes {@code step.times()} steps on the first {@code length} parameters, all without data
   * gradients; overwrites the gradients. A single step is exact: it is {@link #update} with
   * gradient 0, or for {@link AdamW} the decay alone, whose moments rest where there are no data.
   *
   * @param step whose times are a power of two unless {@link #idlesExactly}
   */
  void idle(ParameterArrays arrays, int length, Step step);
}
