package io.sparkdeepfm.train;

import io.sparkdeepfm.model.WarmStartReport;
import java.util.List;

/** Is told on the driver how a training goes on. */
public interface ProgressListener {
  /** Hears nothing. */
  ProgressListener NONE = new ProgressListener() {};

  /**
   * The recipe has chosen Params that were not set; told first.
   *
   * @param rows training rows that it chose for
   * @param chosen {@code name=value} of each; empty if all were set
   */
  default void recipeChosen(long rows, List<String> chosen) {}

  /**
   * The training will go on from an initial model; told before {@link #trainingStarted}.
   *
   * @param report which rows are the model's and which are new
   */
  default void warmStarted(WarmStartReport report) {}

  /**
   * The data are encoded and the first epoch begins.
   *
   * @param numEpochs that will be trained
   * @param examples training examples per epoch
   */
  default void trainingStarted(int numEpochs, long examples) {}

  /**
   * The training goes on from a checkpoint: at once, or after workers were lost; what was told
   * after that checkpoint is told again.
   *
   * @param epoch that it goes on with, from 1
   * @param examplesDone of this epoch already
   */
  default void resumed(int epoch, long examplesDone) {}

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
