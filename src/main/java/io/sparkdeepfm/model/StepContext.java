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

  /** What threads that share a mini-batch must add up together in the middle of a pass. */
  public interface BatchSync {
    /**
     * Replaces each thread's values by their sum over all threads, added in the order of the
     * threads. All threads of the batch must call this equally often.
     */
    void sumOverThreads(double[] values);
  }
}
