package io.sparkdeepfm.train;

/** Is told on the driver how a training goes on. */
public interface ProgressListener {
  /** Hears nothing. */
  ProgressListener NONE = new ProgressListener() {};

  /**
   * The data are encoded and the first epoch begins.
   *
   * @param numEpochs that will be trained
   * @param examples training examples per epoch
   */
  default void trainingStarted(int numEpochs, long examples) {}

  /**
   * Some examples of an epoch are done.
   *
   * @param epoch from 1
   * @param examplesDone of this epoch so far
   */
  default void examplesDone(int epoch, long examplesDone) {}

  /** An epoch is over. */
  default void epochDone(EpochMetrics metrics) {}
}
