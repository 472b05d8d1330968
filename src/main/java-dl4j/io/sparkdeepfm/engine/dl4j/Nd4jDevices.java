package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.engine.dl4j.DeviceChoice.Devices;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.util.Utils;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/** The devices of the ND4J backend that is on the class path. */
final class Nd4jDevices implements Devices {
  private final boolean gpus;

  private Nd4jDevices(boolean gpus) {
    this.gpus = gpus;
  }

  private static NativeOps ops() {
    return NativeOpsHolder.getInstance().getDeviceNativeOps();
  }

  /**
   * Loads the backend.
   *
   * @throws IllegalStateException if that is not possible in this JVM
   */
  static Nd4jDevices load() {
    try {
      return new Nd4jDevices(!Nd4j.getEnvironment().isCPU());
    } catch (LinkageError e) {
      throw new IllegalStateException(
          String.format(
              "ND4J's backend cannot be loaded on %s: nd4j-native needs linux-x86_64 with glibc and"
                  + " AVX2, nd4j-cuda a GPU and CUDA 11.6, in the driver too; use machines that have"
                  + " them, or choose engine 'cpu'.",
              Utils.localHostName()),
          e);
    }
  }

  /**
   * Starts the backend in the driver: on the first GPU that Spark gave it, if it computes on GPUs.
   * Then the workers must be given GPUs too.
   *
   * @throws IllegalArgumentException if the backend cannot be loaded or not compute there, or if
   *     Spark's settings do not give the workers what they need
   */
  static void open(JavaSparkContext context) {
    try {
      Nd4jDevices devices = load();
      DeviceChoice.checkSettings(devices, context.getConf());
      if (devices.areGpus()) {
        ResourceInformation granted = context.resources().get("gpu");
        String device = granted == null ? "0" : granted.addresses()[0];
        DeviceChoice.use(devices, List.of(device));
      }
    } catch (IllegalStateException e) {
      throw new IllegalArgumentException("In the driver: " + e.getMessage(), e);
    }
  }

  /**
   * Asks all workers for their devices.
   *
   * @throws IllegalArgumentException if one cannot compute on the device that Spark gave it
   */
  static void checkWorkers(JavaRDD<ExampleBlock> blocks) {
    List<String> problems = blocks.mapPartitions(Nd4jDevices::problem, true).collect();
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(problems.get(0));
    }
  }

  /** None, or a sentence for the user; a task that throws would be tried again. */
  private static Iterator<String> problem(Iterator<ExampleBlock> blocks) {
    try {
      Dl4jEngine.requirePresent(Thread.currentThread().getContextClassLoader());
      DeviceChoice.use(load(), DeviceChoice.granted(TaskContext.get()));
      return Collections.emptyIterator();
    } catch (IllegalArgumentException | IllegalStateException e) {
      return List.of(e.getMessage()).iterator();
    }
  }

  @Override
  public boolean areGpus() {
    return gpus;
  }

  @Override
  public int count() {
    return Nd4j.getAffinityManager().getNumberOfDevices();
  }

  @Override
  public int major(int device) {
    return ops().getDeviceMajor(device);
  }

  @Override
  public int minor(int device) {
    return ops().getDeviceMinor(device);
  }

  @Override
  public void use(int device) {
    Nd4j.getAffinityManager().unsafeSetDevice(device);
  }

  /** Sets how many threads of the CPU a kernel uses, in this JVM. */
  void setThreads(int threads) {
    ops().setOmpNumThreads(threads);
  }
}
