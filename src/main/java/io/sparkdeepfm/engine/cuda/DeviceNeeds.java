package io.sparkdeepfm.engine.cuda;

import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.cuda.device.Device;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.optim.Optimizer;
import java.io.Serializable;

/**
 * The memory of a GPU that a replica cannot do without, in bytes, as far as it can be told before
 * the data are encoded: a value per field and example is counted, more values need more.
 *
 * @param parameters of rows and layers, with their optimizer state
 * @param step what a mini-batch leaves on its way
 */
record DeviceNeeds(long parameters, long step) implements Serializable {
  private static final int WORDS_OF_ENTRY = 9; // keys, places, cells, x, marks of BatchRows
  private static final long MIB = 1 << 20;

  static DeviceNeeds of(DeepFMConfig config, TrainingConfig training) {
    int rowLength = config.embeddingDim() + 1;
    Optimizer ofRows = training.embeddings().forRows(rowLength);
    long besideRow = (long) ofRows.stateLength(rowLength) * ofRows.numStates() + 2;
    long rows = config.schema().numEmbeddings();
    long dense = new DenseLayout(config).length();
    int denseStates = training.layers().forWeights().numStates();
    long parameters = rows * (rowLength + besideRow) + dense * (2L + denseStates);
    long batch = training.batchSize();
    long perExample = 2L * config.inputWidth() + 4L * config.embeddingDim();
    int widest = 0;
    for (int l = 0; l < config.numHiddenLayers(); l++) {
      widest = Math.max(widest, config.units(l));
      perExample += (config.batchNorm() ? 2L : 1L) * config.units(l);
    }
    perExample += 2L * widest;
    long entries = batch * config.schema().numFields();
    long gradients = Math.min(entries, rows) * (rowLength + 2L) * 2;
    long step = batch * perExample + entries * WORDS_OF_ENTRY + gradients;
    return new DeviceNeeds(Float.BYTES * parameters, Float.BYTES * step);
  }

  /**
   * @throws IllegalArgumentException if a device has less
   */
  void check(Device device) {
    long free = device.freeBytes();
    if (parameters + step > free) {
      throw Refusal.of(
          "engine 'cuda' needs %d MiB of memory on the GPU for the parameters and their optimizer's"
              + " state and %d MiB for a mini-batch, but %d MiB of %s are free; use a smaller"
              + " embeddingDim, smaller vocabularies, a smaller batchSize or rowWiseAdagrad, or"
              + " choose engine 'cpu'.",
          mib(parameters), mib(step), free / MIB, device.description());
    }
  }

  private static long mib(long bytes) {
    return (bytes + MIB - 1) / MIB;
  }
}
