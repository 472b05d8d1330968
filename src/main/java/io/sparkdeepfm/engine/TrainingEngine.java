package io.sparkdeepfm.engine;

import io.sparkdeepfm.checkpoint.Checkpoint;
import io.sparkdeepfm.checkpoint.CheckpointDirectory;
import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.WorkerExamples;
import io.sparkdeepfm.metric.ScoredExamples;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.optim.Loss;
import java.io.IOException;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;

/** A way to train a DeepFM on Spark. Every engine ends with the same kind of parameters. */
public interface TrainingEngine {
  /** The name under which users choose it. */
  String name();

  /**
   * Looks at what can be told before any stage of a pipeline works.
   *
   * @param deep what a hidden layer computes
   * @param numTowers of hidden layers
   * @param loss that the output is fitted by
   * @param training whose cluster-dependent parts, as the number of workers, need not be final
   * @throws IllegalArgumentException if the engine cannot be loaded, or does not have an option
   */
  void checkOptions(DeepFMConfig.Deep deep, int numTowers, Loss loss, TrainingConfig training);

  /**
   * Looks at what can be told before the data are encoded.
   *
   * @param workersAtOnce that train in one executor at the same time, at least 1
   * @throws IllegalArgumentException if the engine cannot train such a model on this cluster
   */
  void checkCluster(
      DeepFMConfig config, TrainingConfig training, SparkContext context, int workersAtOnce);

  /**
   * Begins a training that passes both checks; no step is made yet.
   *
   * @throws IllegalArgumentException if a worker cannot compute where Spark put it
   */
  Session open(Job job);

  /**
   * What an engine is given.
   *
   * @param blocks encoded examples for training and validation, persisted, one partition per worker
   * @param examples what each worker has to train on, in the order of the partitions
   * @param config the model's shape
   * @param training how to train
   * @param coresPerExecutor cores that the workers in one executor may use together
   * @param initialParameters to begin from, taken over rather than copied; null for those of the
   *     seed
   */
  record Job(
      JavaRDD<ExampleBlock> blocks,
      List<WorkerExamples> examples,
      DeepFMConfig config,
      TrainingConfig training,
      int coresPerExecutor,
      DeepFMParameters initialParameters) {
    /** The same with initial parameters of its own. */
    public Job withInitialParametersCopied() {
      return initialParameters == null
          ? this
          : new Job(blocks, examples, config, training, coresPerExecutor, initialParameters.copy());
    }
  }

  /** A training under way. Closing it frees what it holds on the executors. */
  interface Session extends AutoCloseable {
    /**
     * Trains on every training example of an epoch that is not yet done.
     *
     * @param epoch from 1; decides the order of the examples
     * @param learningRateScale factor in (0, 1] of the learning rates that the schedule gives
     * @param begun what is done already; {@link EpochPart#NONE} but after {@link #restore}
     * @param listener told from time to time; may {@link #save} then
     * @return of the whole epoch
     */
    EpochResult trainEpoch(
        int epoch, double learningRateScale, EpochPart begun, EpochPart.Listener listener);

    /**
     * Trains on every training example once.
     *
     * @param examplesDone told the number of examples of this epoch that are done, from time to
     *     time
     */
    default EpochResult trainEpoch(int epoch, double learningRateScale, LongConsumer examplesDone) {
      return trainEpoch(
          epoch,
          learningRateScale,
          EpochPart.NONE,
          part -> examplesDone.accept(part.sums().examples()));
    }

    /**
     * From now on a loss of workers that cannot be made good without a trace ends in a {@link
     * LostWorkersException}, because the caller can go back to a checkpoint.
     */
    default void failOnLoss() {
      throw new UnsupportedOperationException("This engine has no checkpoints.");
    }

    /**
     * Writes all that {@link #restore} needs, between two epochs or in the listener of one.
     *
     * @return false if a worker was lost or could not write, as its log says; the draft is of no
     *     use then, and the training can go on
     * @throws IOException if the driver cannot write
     */
    default boolean save(CheckpointDirectory.Draft draft) throws IOException {
      throw new UnsupportedOperationException("This engine has no checkpoints.");
    }

    /**
     * Has all workers go on from a checkpoint of the same training, instead of from the beginning;
     * only before the first epoch.
     *
     * @throws IllegalArgumentException if a file of it is damaged, now or in the first epoch
     */
    default void restore(Checkpoint checkpoint) {
      throw new UnsupportedOperationException("This engine has no checkpoints.");
    }

    /** Scores the validation examples with the parameters as they are. */
    List<ScoredExamples> scoreValidation();

    /** The parameters as of the end of the last epoch. */
    DeepFMParameters parameters();

    @Override
    void close();

    /**
     * What one epoch did.
     *
     * @param lossSum Σ w·loss over the examples, each before its step
     * @param weightSum Σ w
     * @param examples passed over
     * @param rounds in which workers and driver exchanged parameters
     * @param workerSeconds Σ over the workers of the time in which they made steps
     * @param bytesExchanged parameters from and to the workers, those of the last round too, which
     *     go out with what the workers are asked next
     */
    record EpochResult(
        double lossSum,
        double weightSum,
        long examples,
        int rounds,
        double workerSeconds,
        long bytesExchanged) {
      /** Weighted mean loss; NaN if all weights were 0. */
      public double loss() {
        return lossSum / weightSum;
      }
    }
  }
}
