package io.sparkdeepfm.engine.cuda;

import io.sparkdeepfm.checkpoint.StateInput;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.cpu.Replica;
import io.sparkdeepfm.engine.cpu.ReplicaFactory;
import io.sparkdeepfm.engine.cuda.device.Device;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import java.io.IOException;
import java.io.Serializable;

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
    Gpu gpu = new Gpu(devices.open());
    boolean made = false;
    try {
      Replica replica = new CudaReplica(config, training, parameters, before, gpu);
      made = true;
      return replica;
    } finally {
      if (!made) {
        gpu.close();
      }
    }
  }

  @Override
  public Replica read(StateInput in, DeepFMConfig config, TrainingConfig training)
      throws IOException {
    Gpu gpu = new Gpu(devices.open());
    boolean made = false;
    try {
      Replica replica = CudaReplica.read(in, config, training, gpu);
      made = true;
      return replica;
    } finally {
      if (!made) {
        gpu.close();
      }
    }
  }
}
