package io.sparkdeepfm.model;

/** What all slices of one training step share; a thread keeps one and begins each step with it. */
public final class StepContext {
  private final BatchSync sync;
  private long dropoutSeed;
  private float inverseTotalWeight;

  /**
   * @param sync sums over the threads of the step
   */
  public StepContext(BatchSync sync) {
    this.sync = sync;
  }

  /**
   * Begins a step.
   *
   * @param newDropoutSeed of this step
   * @param newInverseTotalWeight 1 / Σ of the mini-batch's row weights; 0 if all weights are 0
   */
  public void begin(long newDropoutSeed, float newInverseTotalWeight) {
    dropoutSeed = newDropoutSeed;
    inverseTotalWeight = newInverseTotalWeight;
  }

  BatchSync sync() {
    return sync;
  }

  long dropoutSeed() {
    return dropoutSeed;
  }

  float inverseTotalWeight() {
    return inverseTotalWeight;
  }
}
