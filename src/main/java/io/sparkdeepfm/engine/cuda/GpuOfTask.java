package io.sparkdeepfm.engine.cuda;

import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.engine.cuda.CudaReplicas.DeviceSource;
import io.sparkdeepfm.engine.cuda.device.CudaDevice;
import io.sparkdeepfm.engine.cuda.device.CudaLibraries;
import io.sparkdeepfm.engine.cuda.device.Device;
import io.sparkdeepfm.math.Precision;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/**
 * The GPU that Spark's scheduler has given to a task, by nothing but its address; in local mode,
 * where Spark schedules none, the one that the user names.
 *
 * @param local whether Spark runs in one JVM
 * @param ordinal of the GPU in local mode
 * @param precision of the factors in matrix products
 */
record GpuOfTask(boolean local, int ordinal, Precision precision) implements DeviceSource {
  private static final String RESOURCE = "gpu";
  static final String AMOUNT = "spark.task.resource.gpu.amount";

  /**
   * @throws IllegalArgumentException if the task has no GPU or several, or the one it has cannot be
   *     used
   */
  @Override
  public Device open() {
    CudaLibraries libraries = CudaLibraries.ofHost();
    if (local) {
      return new CudaDevice(libraries, ordinal, precision);
    }
    int number = granted(addresses(TaskContext.get()));
    checkSeen(number, CudaDevice.count(libraries), System.getenv("CUDA_VISIBLE_DEVICES"));
    return new CudaDevice(libraries, number, precision);
  }

  private static List<String> addresses(TaskContext task) {
    ResourceInformation gpus = task == null ? null : task.resourcesJMap().get(RESOURCE);
    return gpus == null ? List.of() : List.of(gpus.addresses());
  }

  /** The number of the one GPU among the addresses. */
  static int granted(List<String> addresses) {
    if (addresses.isEmpty()) {
      throw noneGranted();
    }
    if (addresses.size() > 1) {
      throw Refusal.of(
          "Spark gave a task the GPUs %s, but it computes on one;"
              + " set %s=1, and numWorkers to the number of GPUs.",
          addresses, AMOUNT);
    }
    String address = addresses.get(0);
    if (!address.matches("\\d{1,4}")) {
      throw Refusal.of(
          "Spark gave a task the GPU address '%s', but engine and scoringEngine 'cuda' need the number of a"
              + " GPU that the executor sees; use submit/gpu-discovery.sh.",
          address);
    }
    return Integer.parseInt(address);
  }

  /**
   * @param count of the GPUs that the executor sees
   * @param visible what its environment lets it see; may be null
   * @throws IllegalArgumentException if the number is not one of theirs
   */
  static void checkSeen(int number, int count, String visible) {
    if (number >= count) {
      throw Refusal.of(
          "Spark gave a task GPU %d, but its executor sees %d, counted from 0%s; have the script in"
              + " spark.executor.resource.gpu.discoveryScript name what executors see, or let them"
              + " see all that it names.",
          number, count, visible == null ? "" : ", with CUDA_VISIBLE_DEVICES=" + visible);
    }
  }

  static IllegalArgumentException noneGranted() {
    return Refusal.of(
        "engine and scoringEngine 'cuda' need a GPU for each task, but Spark gives tasks none; set"
            + " spark.executor.resource.gpu.amount, spark.executor.resource.gpu.discoveryScript and"
            + " %s=1, or choose 'cpu'.",
        AMOUNT);
  }
}
