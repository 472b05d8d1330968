package io.sparkdeepfm.engine.cuda;

import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.cpu.ReplicaFactory;
import io.sparkdeepfm.engine.cuda.device.Device;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.optim.Optimizer;
import java.io.Serializable;
import java.util.Arrays;

/**
 * The memory of a GPU that a replica cannot do without, in bytes, as far as it can be told before
 * the data are encoded: a value per field and example is counted, more values need more.
 *
 * @param replicas that share the GPU
 * @param parameters of rows and layers, with their optimizer state, of all these replicas
 * @param step what a mini-batch of each leaves on its way, with the examples that lie there
 */
record DeviceNeeds(int replicas, long parameters, long step) implements Serializable {
  private static final int WORDS_OF_ENTRY = 9; // keys, places, cells, x, marks of BatchRows
  private static final long STRETCH = 1 << 14; // examples that a worker passes over at once
  private static final long MIB = 1 << 20;

  /** Of a large table whose rows follow the data, none are counted. */
  static DeviceNeeds of(DeepFMConfig config, TrainingConfig training, int replicas) {
    int rowLength = config.embeddingDim() + 1;
    Optimizer ofRows = training.embeddings().forRows(rowLength);
    long besideRow = (long) ofRows.stateLength(rowLength) * ofRows.numStates();
    besideRow += training.movesIdleRows() ? 2 : 1; // touches, and the step of a lazy penalty
    long rows = Arrays.stream(ReplicaFactory.knownRows(config, training)).sum();
    long dense = new DenseLayout(config).length();
    int denseStates = training.layers().forWeights().numStates();
    long parameters = rows * (rowLength + besideRow) + dense * (2L + denseStates);
    long batch = training.batchSize();
    long entries = batch * config.schema().numFields();
    long gradients = Math.min(entries, rows) * (rowLength + 2L) * 2;
    long examples = 2 * Math.max(batch, STRETCH) * (config.schema().numFields() + 2L);
    long step = examples + batch * floatsOfExample(config) + entries * WORDS_OF_ENTRY + gradients;
    long all = (long) Float.BYTES * replicas;
    return new DeviceNeeds(replicas, all * parameters, all * step);
  }

  /** Floats that an example of a mini-batch leaves in a pass. */
  static long floatsOfExample(DeepFMConfig config) {
    long floats = 2L * config.inputWidth() + 4L * config.embeddingDim();
    int widest = 0;
    for (int l = 0; l < config.numHiddenLayers(); l++) {
      widest = Math.max(widest, config.units(l));
      floats += (config.batchNorm() ? 2L : 1L) * config.units(l);
    }
    return floats + 2L * widest;
  }

  /**
   * @throws IllegalArgumentException if a device has less
   */
  void check(Device device) {
    long free = device.freeBytes();
    if (parameters + step > free) {
      throw Refusal.of(
          "engine 'cuda' needs %d MiB of memory on the GPU for the parameters and their optimizer's"
              + " state and %d MiB for a mini-batch%s, but %d MiB of %s are free; use a smaller"
              + " embeddingDim, smaller vocabularies, a smaller batchSize or rowWiseAdagrad, or"
              + " choose engine 'cpu'.",
          mib(parameters),
          mib(step),
          replicas == 1 ? "" : " of each of the " + replicas + " workers that share it",
          free / MIB,
          device.description());
    }
  }

  private static long mib(long bytes) {
    return (bytes + MIB - 1) / MIB;
  }
}
