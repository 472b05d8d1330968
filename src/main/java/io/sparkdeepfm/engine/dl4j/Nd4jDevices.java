package io.sparkdeepfm.engine.dl4j;

import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/** The devices of the ND4J backend that is on the class path. */
final class Nd4jDevices implements Devices {
  private static NativeOps ops() {
    return NativeOpsHolder.getInstance().getDeviceNativeOps();
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
