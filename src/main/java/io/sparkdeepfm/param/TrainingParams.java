package io.sparkdeepfm.param;

import io.sparkdeepfm.engine.TrainingConfig.Averaged;
import io.sparkdeepfm.param.CheckedParams.SelfTyped;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.shared.HasSeed;

/** How training goes over the data, and what it goes on from. */
public interface TrainingParams extends HasSeed {
  /** Examples per step. */
  default IntParam batchSize() {
    return CheckedParams.atLeast(
        this,
        "batchSize",
        1,
        "examples per step per worker, at least 1; larger: faster epochs, fewer steps");
  }

  /** Passes over the data. */
  default IntParam numEpochs() {
    return CheckedParams.atLeast(
        this, "numEpochs", 1, "passes over the training rows at most, at least 1");
  }

  /** Number of workers, each with a replica of the parameters. */
  default IntParam numWorkers() {
    return CheckedParams.atLeast(
        this,
        "numWorkers",
        0,
        "training tasks, each with a replica of the parameters; 0: one per executor, and one in"
            + " local mode");
  }

  /** What is averaged over the workers. */
  default Param<String> averaging() {
    return CheckedParams.oneOf(
        this,
        "averaging",
        Averaged.class,
        "what is averaged over the workers: parameters, after averagingFrequency steps of each; or,"
            + " with engine cpu or cuda, gradients, in every step, so that all together learn as one worker"
            + " does from numWorkers times batchSize examples per step, at the cost of a Spark job per"
            + " step; without effect with one worker");
  }

  /** Steps between averagings. */
  default IntParam averagingFrequency() {
    return CheckedParams.atLeast(
        this,
        "averagingFrequency",
        1,
        "steps of each worker between two averagings of the parameters, at least 1; larger: less"
            + " exchange, replicas that drift further apart; without effect with one worker, an"
            + " error with averaging gradients");
  }

  /** Threads of a worker. */
  default IntParam threadsPerWorker() {
    return CheckedParams.atLeast(
        this,
        "threadsPerWorker",
        0,
        "threads of each worker; 0: the cores of its executor, shared out among its workers");
  }

  /** Seed of all random numbers. */
  @Override
  default LongParam seed() {
    return new LongParam(
        this,
        "seed",
        "seed of initial parameters, order of examples and dropout; the same seed, data, number of"
            + " workers and threads give the same model");
  }

  /** Called by Scala's constructors alone, which keep Params in fields. */
  @Override
  @SuppressWarnings("MemberName") // as Scala names it
  default void org$apache$spark$ml$param$shared$HasSeed$_setter_$seed_$eq(LongParam param) {}

  /** Path of the saved initial model. */
  default Param<String> initialModelPath() {
    return new Param<>(
        this,
        "initialModelPath",
        "path of a saved model of the same kind, or of a saved PipelineModel whose last one is"
            + " meant, that the training goes on from; unset: from the seed");
  }

  /** Sets the defaults of these Params. */
  default void setTrainingDefaults() {
    setDefault(batchSize(), 1024);
    setDefault(numEpochs(), 5);
    setDefault(numWorkers(), 0);
    setDefault(averaging(), "parameters");
    setDefault(averagingFrequency(), 100);
    setDefault(threadsPerWorker(), 0);
    setDefault(seed(), 42L);
  }

  default int getBatchSize() {
    return (Integer) getOrDefault(batchSize());
  }

  default int getNumEpochs() {
    return (Integer) getOrDefault(numEpochs());
  }

  default int getNumWorkers() {
    return (Integer) getOrDefault(numWorkers());
  }

  default String getAveraging() {
    return getOrDefault(averaging());
  }

  default int getAveragingFrequency() {
    return (Integer) getOrDefault(averagingFrequency());
  }

  default int getThreadsPerWorker() {
    return (Integer) getOrDefault(threadsPerWorker());
  }

  @Override
  default long getSeed() {
    return (Long) getOrDefault(seed());
  }

  /** The path of the model that the training goes on from, or null. */
  default String getInitialModelPath() {
    return isDefined(initialModelPath()) ? getOrDefault(initialModelPath()) : null;
  }

  /** The setters of these Params, which return the stage, an {@code S}. */
  interface Setters<S> extends TrainingParams, SelfTyped<S> {
    default S setBatchSize(int examples) {
      return with(batchSize(), examples);
    }

    default S setNumEpochs(int epochs) {
      return with(numEpochs(), epochs);
    }

    default S setNumWorkers(int workers) {
      return with(numWorkers(), workers);
    }

    default S setAveraging(String kind) {
      return with(averaging(), kind);
    }

    default S setAveragingFrequency(int steps) {
      return with(averagingFrequency(), steps);
    }

    default S setThreadsPerWorker(int threads) {
      return with(threadsPerWorker(), threads);
    }

    default S setSeed(long seed) {
      return with(seed(), seed);
    }

    default S setInitialModelPath(String path) {
      return with(initialModelPath(), path);
    }
  }
}
