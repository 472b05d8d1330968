package io.sparkdeepfm.testing;

/** An optimizer as the formula for one parameter; it knows nothing of rows or arrays. */
public interface ReferenceOptimizer {
  /** The state of a parameter before its first step. */
  double[] initialState();

  /**
   * One step.
   *
   * @param theta the parameter
   * @param gradient of the mini-batch's mean loss by the parameter
   * @param state of the parameter, brought up to date in place
   * @param step 1, 2, … counted over all mini-batches, also those that did not touch the parameter
   * @return the parameter after the step
   */
  double step(double theta, double gradient, double[] state, long step);
}
