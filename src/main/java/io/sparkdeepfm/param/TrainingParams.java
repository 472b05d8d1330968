package io.sparkdeepfm.param;

import io.sparkdeepfm.math.Precision;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.shared.HasSeed;

/**
 * How training goes over the data.
 *
 * @param <S> the stage, returned by its setters
 */
public interface TrainingParams<S> extends SelfTyped<S>, HasSeed {
  /** Name of the engine that trains. */
  default Param<String> engine() {
    return CheckedParams.oneOf(this, "engine", Engines.class, "what trains the model");
  }

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

  /** Steps between averagings. */
  default IntParam averagingFrequency() {
    return CheckedParams.atLeast(
        this,
        "averagingFrequency",
        1,
        "steps of each worker between two averagings of the replicas, at least 1; larger: less"
            + " exchange, replicas that drift further apart; without effect with one worker");
  }

  /** Threads of a worker. */
  default IntParam threadsPerWorker() {
    return CheckedParams.atLeast(
        this,
        "threadsPerWorker",
        0,
        "threads of each worker; 0: the cores of its executor, shared out among its workers");
  }

  /** Precision of the factors of matrix products. */
  default Param<String> matmulPrecision() {
    return CheckedParams.oneOf(
        this,
        "matmulPrecision",
        Precision.class,
        "precision of the factors in the matrix products of training and, set on a model, of"
            + " scoring; bfloat16 is several times faster on processors that multiply it (AMX,"
            + " AVX512-BF16) and as float32 on others; sums and parameters are float32 always");
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

  /** Sets the defaults of these Params. */
  default void setTrainingDefaults() {
    setDefault(engine(), "cpu");
    setDefault(batchSize(), 1024);
    setDefault(numEpochs(), 5);
    setDefault(numWorkers(), 0);
    setDefault(averagingFrequency(), 100);
    setDefault(threadsPerWorker(), 0);
    setDefault(matmulPrecision(), "float32");
    setDefault(seed(), 42L);
  }

  default S setEngine(String name) {
    set(engine(), name);
    return self();
  }

  default String getEngine() {
    return getOrDefault(engine());
  }

  default S setBatchSize(int examples) {
    set(batchSize(), examples);
    return self();
  }

  default int getBatchSize() {
    return (Integer) getOrDefault(batchSize());
  }

  default S setNumEpochs(int epochs) {
    set(numEpochs(), epochs);
    return self();
  }

  default int getNumEpochs() {
    return (Integer) getOrDefault(numEpochs());
  }

  default S setNumWorkers(int workers) {
    set(numWorkers(), workers);
    return self();
  }

  default int getNumWorkers() {
    return (Integer) getOrDefault(numWorkers());
  }

  default S setAveragingFrequency(int steps) {
    set(averagingFrequency(), steps);
    return self();
  }

  default int getAveragingFrequency() {
    return (Integer) getOrDefault(averagingFrequency());
  }

  default S setThreadsPerWorker(int threads) {
    set(threadsPerWorker(), threads);
    return self();
  }

  default int getThreadsPerWorker() {
    return (Integer) getOrDefault(threadsPerWorker());
  }

  default S setMatmulPrecision(String name) {
    set(matmulPrecision(), name);
    return self();
  }

  default String getMatmulPrecision() {
    return getOrDefault(matmulPrecision());
  }

  default S setSeed(long seed) {
    set(seed(), seed);
    return self();
  }

  @Override
  default long getSeed() {
    return (Long) getOrDefault(seed());
  }
}
