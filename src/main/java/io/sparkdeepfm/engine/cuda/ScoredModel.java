package io.sparkdeepfm.engine.cuda;

import io.sparkdeepfm.engine.cuda.CudaReplicas.DeviceSource;
import io.sparkdeepfm.engine.cuda.device.Device;
import io.sparkdeepfm.engine.cuda.device.DeviceMemory;
import io.sparkdeepfm.engine.cuda.device.Endings;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.EmbeddingTable;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model's parameters on a GPU, which all tasks of this process that score with it there share.
 * When the last one is done they stay, for the next task of the job, until the GPU is wanted for
 * another model, or the process has given up the parameters that they were copied from.
 */
final class ScoredModel {
  private static final Logger LOG = LoggerFactory.getLogger(ScoredModel.class);
  private static final Cleaner CLEANER = Cleaner.create();
  private static final List<ScoredModel> ALL = new ArrayList<>(); // guarded by the class

  /** Floats that are read from a table at once. */
  private static final int STRETCH = 1 << 20;

  private final WeakReference<DeepFMParameters> source;
  private final int ordinal;
  private final Gpu gpu;
  private final long[] firstRows;
  private final DeviceMemory tables;
  private final DeviceMemory dense;
  private int users;

  private ScoredModel(Gpu gpu, DeepFMConfig config, DeepFMParameters parameters) {
    this.gpu = gpu;
    source = new WeakReference<>(parameters);
    ordinal = gpu.device().ordinal();
    firstRows = DeviceTables.firstRows(config.schema());
    int length = config.embeddingDim() + 1;
    tables = gpu.memory().floats(firstRows[firstRows.length - 1] * length);
    for (int t = 0; t < firstRows.length - 1; t++) {
      put(parameters.table(t), firstRows[t] * length);
    }
    dense = DeviceDense.room(gpu, config);
    dense.put(0, parameters.dense(), 0, parameters.dense().length);
  }

  private void put(EmbeddingTable table, long at) {
    if (table.values() != null) {
      tables.put(at, table.values(), 0, table.values().length);
      return;
    }
    int length = table.rowLength();
    int most = Math.max(1, STRETCH / length);
    float[] stretch = new float[Math.min(most, table.numEmbeddings()) * length];
    for (int from = 0; from < table.numEmbeddings(); from += most) {
      int n = Math.min(most, table.numEmbeddings() - from);
      for (int i = 0; i < n; i++) {
        table.read(from + i, stretch, i * length);
      }
      tables.put(at + (long) from * length, stretch, 0, n * length);
    }
  }

  /**
   * The parameters on a task's GPU, brought there if they are not yet.
   *
   * @param device that GPU
   * @param devices give it once more, for as long as the parameters are there
   * @throws IllegalArgumentException if it has too little memory for them and for a batch
   */
  static synchronized ScoredModel take(
      Device device,
      DeviceSource devices,
      DeepFMConfig config,
      DeepFMParameters parameters,
      int batchSize) {
    ScoredModel model = find(device.ordinal(), parameters);
    if (model == null) {
      releaseIdle(device.ordinal());
    }
    ScoringNeeds.of(config, batchSize).check(device, model != null);
    if (model == null) {
      model = open(devices, config, parameters);
      ALL.add(model);
      CLEANER.register(parameters, ScoredModel::releaseGone);
    }
    model.users++;
    return model;
  }

  private static ScoredModel open(
      DeviceSource devices, DeepFMConfig config, DeepFMParameters parameters) {
    Gpu gpu = new Gpu(devices.open());
    try {
      return new ScoredModel(gpu, config, parameters);
    } catch (RuntimeException | Error e) {
      new Endings().then(gpu::close).finishBehind(e);
      throw e;
    }
  }

  private static ScoredModel find(int ordinal, DeepFMParameters parameters) {
    for (ScoredModel model : ALL) {
      if (model.ordinal == ordinal && model.source.get() == parameters) {
        return model;
      }
    }
    return null;
  }

  /** Frees the memory of models on a GPU with which no task scores. */
  static synchronized void releaseIdle(int ordinal) {
    for (ScoredModel model : List.copyOf(ALL)) {
      if (model.ordinal == ordinal && model.users == 0) {
        ALL.remove(model);
        model.gpu.close();
      }
    }
  }

  /** Frees the memory of models that the process has given up, if no task scores with them. */
  private static synchronized void releaseGone() {
    for (ScoredModel model : List.copyOf(ALL)) {
      if (model.users == 0 && model.source.refersTo(null)) {
        ALL.remove(model);
        try {
          model.gpu.close();
        } catch (IllegalStateException e) { // nobody waits for it
          LOG.warn("A GPU could not be given back: {}", e.getMessage());
        }
      }
    }
  }

  /** Ends what {@link #take} began. */
  void giveBack() {
    synchronized (ScoredModel.class) {
      users--;
      releaseGone();
    }
  }

  long[] firstRows() {
    return firstRows;
  }

  /** The rows of all tables, one below the other. */
  DeviceMemory tables() {
    return tables;
  }

  DeviceMemory dense() {
    return dense;
  }
}
