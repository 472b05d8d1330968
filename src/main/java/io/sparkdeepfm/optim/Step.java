package io.sparkdeepfm.optim;

/**
 * One step of an optimizer, or several idle ones. A loop over steps keeps one object and sets it,
 * so that a step allocates nothing.
 */
public final class Step {
  private long number;
  private int times;
  private float learningRate;

  /** To be set. */
  public Step() {}

  /** One step. */
  public Step(long number, float learningRate) {
    set(number, 1, learningRate);
  }

  /** As {@link #set}. */
  public Step(long number, int times, float learningRate) {
    set(number, times, learningRate);
  }

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
