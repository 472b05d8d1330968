package io.sparkdeepfm.engine.cpu;

import java.util.function.LongConsumer;

/** How the driver and the workers go through an epoch together. */
sealed interface EpochTraining
    permits LoneTraining, ParameterAveragingTraining, GradientAveragingTraining {
  /**
   * Trains on every training example once; the driver's parameters are then those of the epoch's
   * end.
   *
   * @param epoch from 1
   * @param examplesDone told the number of examples that are done, after each round
   */
  EpochTotals train(int epoch, LongConsumer examplesDone);
}
