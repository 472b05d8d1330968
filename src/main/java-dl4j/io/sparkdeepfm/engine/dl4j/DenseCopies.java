package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.engine.HeapNeeds;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.dl4j.Dl4jEngine.AveragingOptions;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DenseLayout;

/**
 * The heap that exchanging dense parameters takes at least: P floats with s·P floats of optimizer
 * state. The driver sends all, S = (1 + s)·P, and gets all back, R = S, or R = P where states are
 * not averaged. An executor holds S, and for every worker R in a buffer that doubles; the driver
 * holds S, R and the model. (Measured in local mode with P = 18 million: Adam, 16·P = 1100 MiB,
 * fails with 1100 MiB and succeeds with 1200; Adagrad, 11·P = 760 MiB, fails with 850 and succeeds
 * with 1000.)
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
    return config.schema().numEmbeddings() * (config.embeddingDim() + 1L);
  }

  static long parameters(DeepFMConfig config) {
    return tables(config) + new DenseLayout(config).length();
  }

  /** Floats of optimizer state. */
  static long state(DeepFMConfig config, TrainingConfig training) {
    GraphUpdater tables = new GraphUpdater(training.embeddings(), training.schedule());
    GraphUpdater layers = new GraphUpdater(training.layers(), training.schedule());
    return tables.stateSize(tables(config))
        + layers.stateSize(new DenseLayout(config).trainableLength());
  }

  /** Floats to a worker in a round. */
  static long sent(DeepFMConfig config, TrainingConfig training) {
    return parameters(config) + state(config, training);
  }

  /** Floats from a worker in a round. */
  static long returned(DeepFMConfig config, TrainingConfig training, AveragingOptions averaging) {
    return averaging.optimizerState() ? sent(config, training) : parameters(config);
  }

  /**
   * What the copies need at least.
   *
   * @param workersAtOnce that train in an executor at the same time
   */
  static HeapNeeds needs(
      DeepFMConfig config, TrainingConfig training, AveragingOptions averaging, int workersAtOnce) {
    long parameters = parameters(config);
    long sent = sent(config, training);
    long returned = returned(config, training, averaging);
    long executor = sent + 2L * workersAtOnce * returned;
    long driver = sent + returned + parameters;
    return new HeapNeeds(
        Dl4jEngine.NAME,
        parameters,
        Float.BYTES * executor,
        Float.BYTES * driver,
        "choose engine 'cpu', which exchanges only the rows that change");
  }
}
