package io.sparkdeepfm.engine.cuda;

import io.sparkdeepfm.checkpoint.StateInput;
import io.sparkdeepfm.engine.HeapNeeds;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.cpu.Replica;
import io.sparkdeepfm.engine.cpu.ReplicaFactory;
import io.sparkdeepfm.engine.cuda.device.Device;
import io.sparkdeepfm.engine.cuda.device.Endings;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.DenseLayout;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/** Makes replicas on devices, each on one of its own. */
public final class CudaReplicas implements ReplicaFactory {
  private final DeviceSource devices;

  /** Opens the device that a task has been given, in the executor. */
  public interface DeviceSource extends Serializable {
    /**
     * @throws IllegalArgumentException if there is none
     */
    Device open();
  }

  public CudaReplicas(DeviceSource devices) {
    this.devices = devices;
  }

  @Override
  public Replica create(
      DeepFMConfig config, TrainingConfig training, DeepFMParameters parameters, long before) {
    Gpu gpu = open();
    try {
      return new CudaReplica(config, training, parameters, before, gpu);
    } catch (RuntimeException | Error e) {
      giveBack(gpu, e);
      throw e;
    }
  }

  @Override
  public Replica read(StateInput in, DeepFMConfig config, TrainingConfig training)
      throws IOException {
    Gpu gpu = open();
    try {
      return CudaReplica.read(in, config, training, gpu);
    } catch (IOException | RuntimeException | Error e) {
      giveBack(gpu, e);
      throw e;
    }
  }

  /** The device, without what scoring has left there. */
  private Gpu open() {
    Device device = devices.open();
    ScoredModel.releaseIdle(device.ordinal());
    return new Gpu(device);
  }

  private static void giveBack(Gpu gpu, Throwable cause) {
    new Endings().then(gpu::close).finishBehind(cause);
  }

  /** The heap keeps the rows on which replicas agree; optimizer state is on the GPUs alone. */
  @Override
  public HeapNeeds needs(
      DeepFMConfig config, TrainingConfig training, List<long[]> rows, int perExecutor) {
    HeapNeeds withState = ReplicaFactory.super.needs(config, training, rows, perExecutor);
    long largest = rows.stream().mapToLong(own -> Arrays.stream(own).sum()).max().orElse(0);
    long parameters = largest * (config.embeddingDim() + 1L) + new DenseLayout(config).length();
    return new HeapNeeds(
        CudaEngine.NAME,
        withState.parameters(),
        (long) Float.BYTES * perExecutor * parameters,
        withState.driver(),
        withState.otherwise());
  }
}
