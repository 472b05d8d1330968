package io.sparkdeepfm.engine.dl4j;

import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ResourceInformation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/** The devices of the ND4J backend that is on the class path. */
final class Nd4jDevices implements Devices {
  private static NativeOps ops() {
    return NativeOpsHolder.getInstance().getDeviceNativeOps();
  }

  /**
   * Starts the backend in the driver: on the first GPU that Spark gave it, if it computes on GPUs.
   * Then the workers must be given GPUs too.
   *
   * @throws IllegalArgumentException if Spark's settings give the workers not what they need
   * @throws IllegalStateException if the backend cannot be loaded, or not compute there
   */
  static void open(JavaSparkContext context) {
    try {
      Nd4jDevices devices = new Nd4jDevices();
      DeviceChoice.checkSettings(devices, context.getConf());
      if (devices.areGpus()) {
        ResourceInformation granted = context.resources().get("gpu");
        String device = granted == null ? "0" : granted.addresses()[0];
        DeviceChoice.use(devices, List.of(device));
      }
    } catch (LinkageError e) {
      throw new IllegalStateException(
          "ND4J's backend cannot be loaded: nd4j-native needs linux-x86_64 with glibc and AVX2,"
              + " nd4j-cuda a GPU and CUDA 11.6, in the driver too.",
          e);
    }
  }

  @Override
  public boolean areGpus() {
    return !Nd4j.getEnvironment().isCPU();
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
