package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.engine.HeapNeeds;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DenseLayout;

/**
 * The memory of dense parameters, P floats with s·P floats of optimizer state. An executor holds
 * for every worker a replica with gradients and state, (2 + s)·P, what it sends back, (1 + s)·P,
 * and that once more as bytes; and what the driver sent, (1 + s)·P. The driver holds parameters,
 * gradients and state, (2 + s)·P; what it sends and what comes back, each as arrays and as bytes, 4
 * × (1 + s)·P; and the model now and at its best, 2·P.
 *
 * <p>ND4J keeps its arrays outside the heap, in as much memory again as the heap may have.
 */
final class DenseCopies {
  private DenseCopies() {}

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

  /**
   * What the copies need.
   *
   * @param workersPerExecutor that train at once
   */
  static HeapNeeds needs(DeepFMConfig config, TrainingConfig training, int workersPerExecutor) {
    long parameters = parameters(config);
    long exchanged = parameters + state(config, training);
    long executor = workersPerExecutor * (parameters + 3 * exchanged) + exchanged;
    long driver = 3 * parameters + 5 * exchanged;
    return new HeapNeeds(
        Dl4jEngine.NAME,
        parameters,
        Float.BYTES * executor,
        Float.BYTES * driver,
        "choose engine 'cpu', which exchanges only the rows that change");
  }
}
