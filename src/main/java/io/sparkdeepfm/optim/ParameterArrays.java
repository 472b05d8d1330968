package io.sparkdeepfm.optim;

import java.util.Arrays;

/**
 * Parameters with their gradients and optimizer state, gathered into arrays that an optimizer's
 * loops run over. For one thread.
 */
public final class ParameterArrays {
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
