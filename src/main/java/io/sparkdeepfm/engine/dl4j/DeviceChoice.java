package io.sparkdeepfm.engine.dl4j;

import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/**
 * Which GPU a worker computes on: exactly the one whose address Spark gave to its task ({@code
 * spark.task.resource.gpu.amount=1}).
 */
final class DeviceChoice {
  private static final String RESOURCE = "gpu";
  private static final String SETTINGS =
      "set spark.executor.resource.gpu.amount, spark.executor.resource.gpu.discoveryScript and"
          + " spark.task.resource.gpu.amount=1";

  /** The released kernels hold code for compute capability 3.7 to 8.6, which runs on all 8.x. */
  private static final int NEWEST_MAJOR = 8;

  private DeviceChoice() {}

  /** The GPU addresses that Spark gave to a task; none where it schedules no GPUs. */
  static List<String> granted(TaskContext task) {
    ResourceInformation gpus = task.resourcesJMap().get(RESOURCE);
    return gpus == null ? List.of() : List.of(gpus.addresses());
  }

  /**
   * Has the current thread compute on the device that was granted.
   *
   * @throws IllegalStateException if the backend needs a GPU and there is not exactly one that it
   *     can use, or if it would leave a granted GPU idle
   */
  static void use(Devices devices, List<String> addresses) {
    if (devices.areGpus()) {
      int device = device(addresses, devices);
      requireKernels(device, devices);
      devices.use(device);
    } else if (!addresses.isEmpty()) {
      throw new IllegalStateException(
          String.format(
              "Spark gave the worker the GPU %s, but engine 'dl4j' has the backend nd4j-native, which"
                  + " computes on the CPU; build with -Pcuda, or do not ask for GPUs.",
              addresses));
    }
  }

  private static int device(List<String> addresses, Devices devices) {
    if (addresses.isEmpty()) {
      throw new IllegalStateException(
          "engine 'dl4j' has the backend nd4j-cuda, but Spark gave the worker's task no GPU; "
              + SETTINGS
              + ".");
    }
    if (addresses.size() > 1) {
      throw new IllegalStateException(
          String.format(
              "Spark gave the worker's task the GPUs %s, but a worker of engine 'dl4j' computes on"
                  + " one; set spark.task.resource.gpu.amount=1.",
              addresses));
    }
    return index(addresses.get(0), devices.count());
  }

  private static int index(String address, int count) {
    if (address.matches("\\d{1,4}") && Integer.parseInt(address) < count) {
      return Integer.parseInt(address);
    }
    throw new IllegalStateException(
        String.format(
            "Spark gave the worker the GPU address '%s', but must give a number below %d, the GPUs"
                + " that the executor sees; use submit/gpu-discovery.sh and do not set"
                + " CUDA_VISIBLE_DEVICES.",
            address, count));
  }

  private static void requireKernels(int device, Devices devices) {
    if (devices.major(device) > NEWEST_MAJOR) {
      throw new IllegalStateException(
          String.format(
              "GPU %d has compute capability %d.%d, but the released nd4j-cuda-11.6 1.0.0-M2.1 has"
                  + " kernels up to %d.x only (Ampere, Ada), none for Hopper or later; choose another"
                  + " GPU, or engine 'cpu'.",
              device, devices.major(device), devices.minor(device), NEWEST_MAJOR));
    }
  }
}
