package io.sparkdeepfm.engine;

import io.sparkdeepfm.metric.ScoredExamples;
import io.sparkdeepfm.model.DeepFMParameters;
import java.util.List;
import java.util.function.LongConsumer;

/** A training under way. Closing it frees what it holds on the executors. */
public interface EngineSession extends AutoCloseable {
  /**
   * Trains on every training example once.
   *
   * @param epoch from 1; decides the order of the examples
   * @param learningRateScale factor in (0, 1] of the learning rates that the schedule gives
   * @param examplesDone told the number of examples of this epoch that are done, from time to time
   */
  EpochResult trainEpoch(int epoch, double learningRateScale, LongConsumer examplesDone);

  /** Scores the validation examples with the parameters as they are. */
  List<ScoredExamples> scoreValidation();

  /** The parameters as of the end of the last epoch. */
  DeepFMParameters parameters();

  @Override
  void close();
}
