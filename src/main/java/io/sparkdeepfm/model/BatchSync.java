package io.sparkdeepfm.model;

/** What threads that share a mini-batch must add up together in the middle of a pass. */
public interface BatchSync {
  /** A pass that has the whole mini-batch to itself. */
  BatchSync ALONE = values -> {};

  /**
   * Replaces each thread's values by their sum over all threads, added in the order of the threads.
   * All threads of the batch must call this equally often.
   */
  void sumOverThreads(double[] values);
}
