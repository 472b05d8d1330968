package io.sparkdeepfm.optim;

/**
 * One step of an optimizer, or several idle ones.
 *
 * @param number of the (first) step, from 1
 * @param times number of steps; 1 unless they are idle
 * @param learningRate of all of them
 */
public record Step(long number, int times, float learningRate) {
  /** One step. */
  public Step(long number, float learningRate) {
    this(number, 1, learningRate);
  }
}
