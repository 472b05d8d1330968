package io.sparkdeepfm.engine.cuda;

import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.engine.cuda.device.Device;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DenseLayout;

/**
 * The memory of a GPU that scoring takes, in bytes; of values beyond one per field and example none
 * are counted.
 *
 * @param parameters of the model, which tasks share
 * @param batch what the rows of a batch leave on their way, in each task
 */
record ScoringNeeds(long parameters, long batch) {
  private static final long MIB = 1 << 20;

  static ScoringNeeds of(DeepFMConfig config, int batchSize) {
    long rows = config.schema().numEmbeddings();
    long floats = rows * (config.embeddingDim() + 1L) + new DenseLayout(config).length();
    long ofBatch = batchSize * (DeviceNeeds.floatsOfExample(config) + config.schema().numFields());
    return new ScoringNeeds(Float.BYTES * floats, Float.BYTES * ofBatch);
  }

  /**
   * @param shared whether the parameters are there already
   * @throws IllegalArgumentException if a device has less
   */
  void check(Device device, boolean shared) {
    long free = device.freeBytes();
    if ((shared ? 0 : parameters) + batch > free) {
      throw Refusal.of(
          "scoringEngine 'cuda' needs %d MiB of memory on the GPU for the model%s and %d MiB for a"
              + " batch of rows, but %d MiB of %s are free; let fewer tasks share a GPU, or choose"
              + " scoringEngine 'cpu'.",
          mib(parameters),
          shared ? ", which is there," : "",
          mib(batch),
          free / MIB,
          device.description());
    }
  }

  private static long mib(long bytes) {
    return (bytes + MIB - 1) / MIB;
  }
}
