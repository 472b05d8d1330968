package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DenseLayout;

/**
 * The memory of dense parameters. An executor holds, of P parameters with s floats of optimizer
 * state each: for every worker a replica with gradients and state, (2 + s)·P; what the driver sent,
 * (1 + s)·P; what it sends back, (1 + s)·P, and once more as bytes. ND4J keeps these arrays outside
 * the heap, in as much memory again as the heap may have.
 */
final class DenseMemory {
  private DenseMemory() {}

  /** Parameters, or optimizer state if that is more. */
  static long numFloats(DeepFMConfig config, TrainingConfig training) {
    return Math.max(parameters(config), state(config, training));
  }

  private static long tables(DeepFMConfig config) {
    return EmbeddingConf.numRows(config) * (config.embeddingDim() + 1L);
  }

  static long parameters(DeepFMConfig config) {
    return tables(config) + new DenseLayout(config).length();
  }

  /** Floats of optimizer state. */
  static long state(DeepFMConfig config, TrainingConfig training) {
    UpdateRule tables = new UpdateRule(training.embeddings(), training.schedule());
    UpdateRule layers = new UpdateRule(training.layers(), training.schedule());
    return tables.stateSize(tables(config))
        + layers.stateSize(new DenseLayout(config).trainableLength());
  }

  /** Bytes that an executor needs for a number of workers at once. */
  static long bytes(DeepFMConfig config, TrainingConfig training, int workersPerExecutor) {
    long parameters = parameters(config);
    long exchanged = parameters + state(config, training);
    long perWorker = exchanged + parameters;
    return Float.BYTES * (workersPerExecutor * (perWorker + 2 * exchanged) + exchanged);
  }

  /**
   * @param needed bytes
   * @param available bytes that the heap of the smallest executor may have
   * @throws IllegalArgumentException if that is too little
   */
  static void check(long needed, long available, DeepFMConfig config) {
    if (needed > available) {
      throw new IllegalArgumentException(
          String.format(
              "engine 'dl4j' needs %d MiB in each executor for copies of all %d parameters, but it"
                  + " has %d MiB; raise spark.executor.memory (SPARK_DEEPFM_HEAP in local mode) and"
                  + " spark.executor.memoryOverhead with it, or choose engine 'cpu', which exchanges"
                  + " only the rows that change.",
              (needed >> 20) + 1, parameters(config), available >> 20));
    }
  }
}
