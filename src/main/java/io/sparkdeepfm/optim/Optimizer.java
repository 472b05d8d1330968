package io.sparkdeepfm.optim;

/**
 * An update rule, element by element on arrays: dense layers and gathered embedding rows go through
 * the same kernel.
 *
 * <p>Implementations are immutable; all that changes between steps stands in the state arrays,
 * which the caller keeps beside the parameters. A row that a step does not touch keeps its value
 * and its state.
 */
public interface Optimizer {
  /** State floats per parameter. */
  int numStates();

  /** Value of every float of state {@code index} before the first step. */
  float initialState(int index);

  /**
   * Updates {@code parameters[0, length)} in place.
   *
   * @param gradients of the mini-batch's loss
   * @param states numStates() arrays, updated in place
   * @param step number of this step, from 1
   * @param learningRate of this step
   */
  void update(
      float[] parameters,
      float[] gradients,
      float[][] states,
      int length,
      long step,
      float learningRate);
}
