package io.sparkdeepfm.engine.cuda;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.engine.cpu.Replica.BlockScorer;
import io.sparkdeepfm.engine.cuda.CudaReplicas.DeviceSource;
import io.sparkdeepfm.engine.cuda.device.Endings;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import org.apache.spark.SparkContext;

/**
 * Scores the rows of a task on its GPU, with the parameters that tasks there share and memory of
 * its own for a batch.
 *
 * <p>Methods take turns, because a thread that Spark reads rows ahead with may still be at work
 * when the task ends.
 */
public final class CudaScorer implements BlockScorer, AutoCloseable {
  private final ScoredModel model;
  private final Gpu gpu;
  private final DeviceWindow window;
  private final CudaPass pass;
  private final int batchSize;
  private boolean closed;

  private CudaScorer(
      ScoredModel model, Gpu gpu, DeepFMConfig config, Precision precision, int batchSize) {
    this.model = model;
    this.gpu = gpu;
    this.batchSize = batchSize;
    window =
        new DeviceWindow(
            gpu, config.schema(), model.firstRows(), batchSize, gpu.memory().staging());
    pass = new CudaPass(gpu, config, batchSize, precision);
  }

  /**
   * Where the tasks of a cluster find their GPUs.
   *
   * @param localDevice number of the GPU in local mode
   * @throws IllegalArgumentException if Spark gives tasks none, or, in local mode, it cannot be
   *     used
   */
  public static DeviceSource devices(SparkContext context, int localDevice) {
    GpuOfTask devices = new GpuOfTask(context.isLocal(), localDevice, Precision.FLOAT32);
    if (context.isLocal()) {
      devices.open().close();
    } else if (context.conf().getDouble(GpuOfTask.AMOUNT, 0) == 0) {
      throw GpuOfTask.noneGranted();
    }
    return devices;
  }

  /**
   * @param precision of products, where the GPU has such; else they have 32 bits
   * @param batchSize rows that are scored at once
   * @throws IllegalArgumentException if there is no GPU for this task, or it is too small
   */
  public static CudaScorer open(
      DeviceSource devices,
      DeepFMConfig config,
      DeepFMParameters parameters,
      Precision precision,
      int batchSize) {
    Gpu gpu = new Gpu(devices.open());
    ScoredModel model = null;
    try {
      model = ScoredModel.take(gpu.device(), devices, config, parameters, batchSize);
      Precision here = gpu.device().multiplies(precision) ? precision : Precision.FLOAT32;
      return new CudaScorer(model, gpu, config, here, batchSize);
    } catch (RuntimeException | Error e) {
      Endings endings = new Endings().then(gpu::close);
      if (model != null) {
        endings.then(model::giveBack);
      }
      endings.finishBehind(e);
      throw e;
    }
  }

  @Override
  public synchronized float[] logits(ExampleBlock block) {
    if (closed) {
      throw new IllegalStateException("The task whose rows were scored has ended.");
    }
    return pass.score(window, block, batchSize, model.tables(), model.dense());
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      new Endings().then(gpu::close).then(model::giveBack).finish();
    }
  }
}
