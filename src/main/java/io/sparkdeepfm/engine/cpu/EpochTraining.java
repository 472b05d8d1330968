package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.engine.EpochPart;

/** How the driver and the workers go through an epoch together. */
sealed interface EpochTraining
    permits LoneTraining, ParameterAveragingTraining, GradientAveragingTraining {
  /**
   * Trains on every training example that is not yet done; the driver's parameters are then those
   * of the epoch's end.
   *
   * @param epoch from 1
   * @param begun what is done already
   * @param listener told after each round
   */
  EpochTotals train(int epoch, EpochPart begun, EpochPart.Listener listener);

  /** Gives back what it keeps in the executors besides workers. */
  default void close() {}
}
