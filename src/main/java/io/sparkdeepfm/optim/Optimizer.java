package io.sparkdeepfm.optim;

import java.util.Arrays;

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
  default int numStates() {
    return 1;
  }

  /** Floats of each state array for {@code length} parameters; a multiple of the row's length. */
  default int stateLength(int length) {
    return length;
  }

  /** Value of every float of state {@code index} before the first step. */
  default float initialState(int index) {
    return 0f;
  }

  /**
   * Makes one step on the first {@code length} parameters in place. The gradients, which are of the
   * mini-batch's loss without the penalty, are used up.
   */
  void update(ParameterArrays arrays, int length, Step step);

  /** Whether a parameter without a data gradient moves, because of the penalty. */
  boolean movesIdle();

  /** Whether {@link #idle} over many steps equals as many single steps, apart from rounding. */
  default boolean idlesExactly() {
    return true;
  }

  /**
   * Makes {@code step.times()} steps on the first {@code length} parameters, all without data
   * gradients; overwrites the gradients. A single step is exact: it is {@link #update} with
   * gradient 0, or for {@link AdamW} the decay alone, whose moments rest where there are no data.
   *
   * @param step whose times are a power of two unless {@link #idlesExactly}
   */
  void idle(ParameterArrays arrays, int length, Step step);

  /**
   * One step of an optimizer, or several idle ones. A loop over steps keeps one object and sets it,
   * so that a step allocates nothing.
   */
  final class Step {
    private long number;
    private int times;
    private float learningRate;

    /**
     * @param newNumber of the (first) step, from 1
     * @param newTimes number of steps; 1 unless they are idle
     * @param newLearningRate of all of them
     */
    public Step set(long newNumber, int newTimes, float newLearningRate) {
      number = newNumber;
      times = newTimes;
      learningRate = newLearningRate;
      return this;
    }

    /** Number of the (first) step, from 1. */
    public long number() {
      return number;
    }

    /** Number of steps. */
    public int times() {
      return times;
    }

    /** Learning rate of all of them. */
    public float learningRate() {
      return learningRate;
    }
  }

  /**
   * Parameters with their gradients and optimizer state, gathered into arrays that an optimizer's
   * loops run over. For one thread.
   */
  final class ParameterArrays {
    /** θ. */
    public final float[] values;

    /**
     * ∂L/∂θ of the mini-batch, without the penalty; used up by a step, and scratch for an idle one.
     */
    public final float[] gradients;

    /** {@link Optimizer#numStates} arrays. */
    public final float[][] states;

    /** Zeros, with the states as before the first step. */
    public ParameterArrays(Optimizer optimizer, int capacity) {
      values = new float[capacity];
      gradients = new float[capacity];
      states = new float[optimizer.numStates()][optimizer.stateLength(capacity)];
      for (int s = 0; s < states.length; s++) {
        Arrays.fill(states[s], optimizer.initialState(s));
      }
    }
  }
}
