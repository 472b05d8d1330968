package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.engine.HeapNeeds;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DenseLayout;

/**
 * The heap that exchanging dense parameters takes: P floats with s·P floats of optimizer state. An
 * executor holds what the driver sent, (1 + s)·P, and for every worker what it sends back, in a
 * buffer that doubles, 2 × (1 + s)·P. The driver holds what it sends and what comes back, 2 × (1 +
 * s)·P, and the model before, now and at its best, 3·P. (Measured in local mode with P = 18
 * million: Adam, 18·P = 1240 MiB, fails with 1100 MiB and succeeds with 1200; Adagrad, 13·P = 890
 * MiB, fails with 850 and succeeds with 1000.)
 *
 * <p>ND4J keeps its arrays outside the heap, where it may take as much again: that is less.
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
   * What the copies need at least.
   *
   * @param workersPerExecutor that train at once
   */
  static HeapNeeds needs(DeepFMConfig config, TrainingConfig training, int workersPerExecutor) {
    long parameters = parameters(config);
    long exchanged = parameters + state(config, training);
    long executor = (2L * workersPerExecutor + 1) * exchanged;
    long driver = 2 * exchanged + 3 * parameters;
    return new HeapNeeds(
        Dl4jEngine.NAME,
        parameters,
        Float.BYTES * executor,
        Float.BYTES * driver,
        "choose engine 'cpu', which exchanges only the rows that change");
  }
}
