package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.data.Refusal;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/**
 * Which GPU a worker computes on: exactly the one whose address Spark gave to its task ({@code
 * spark.task.resource.gpu.amount=1}).
 */
final class DeviceChoice {
  private static final String RESOURCE = "gpu";
  private static final String AMOUNT = "spark.task.resource.gpu.amount";
  private static final String NONE_GRANTED =
      "engine 'dl4j' has the backend nd4j-cuda, but Spark gives the workers' tasks no GPU; set"
          + " spark.executor.resource.gpu.amount, spark.executor.resource.gpu.discoveryScript and"
          + " spark.task.resource.gpu.amount=1, on a cluster: local mode gives none.";
  private static final String NO_IDLE_GPU =
      "but engine 'dl4j' has the backend nd4j-native, which computes on the CPU; add the jar"
          + " -dl4j-cuda, which -Pdl4j,cuda builds, in place of -dl4j, or do not ask for GPUs";

  /** The released kernels hold code for compute capability 3.7 to 8.6, which runs on all 8.x. */
  private static final int NEWEST_MAJOR = 8;

  private DeviceChoice() {}

  /**
   * Looks at what Spark will give to the workers, in the driver.
   *
   * @throws IllegalArgumentException if that is not one whole GPU where the backend needs one, or a
   *     GPU that it would leave idle
   */
  static void checkSettings(Devices devices, SparkConf conf) {
    double amount = conf.getDouble(AMOUNT, 0);
    if (devices.areGpus() && amount == 0) {
      throw new IllegalArgumentException(NONE_GRANTED);
    }
    if (devices.areGpus() && amount != 1) {
      throw Refusal.of(
          "%s is %s, but each worker of engine 'dl4j' computes on one GPU that it shares with no"
              + " other; set it to 1.",
          AMOUNT, conf.get(AMOUNT));
    }
    if (!devices.areGpus() && amount > 0) {
      throw Refusal.of("%s is %s, %s.", AMOUNT, conf.get(AMOUNT), NO_IDLE_GPU);
    }
  }

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
          String.format("Spark gave the worker the GPU %s, %s.", addresses, NO_IDLE_GPU));
    }
  }

  private static int device(List<String> addresses, Devices devices) {
    if (addresses.isEmpty()) {
      throw new IllegalStateException(NONE_GRANTED);
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
            "Spark gave the worker the GPU address '%s', but it must be a number below %d, the GPUs"
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

  /** The processors that ND4J computes on in this JVM. */
  interface Devices {
    /** Whether they are GPUs; else there is one, the CPU. */
    boolean areGpus();

    /** Number of GPUs that this process sees. */
    int count();

    /** Compute capability of a GPU, before the point. */
    int major(int device);

    /** Compute capability of a GPU, behind the point. */
    int minor(int device);

    /** Has the current thread compute on a GPU from now on. */
    void use(int device);
  }
}
