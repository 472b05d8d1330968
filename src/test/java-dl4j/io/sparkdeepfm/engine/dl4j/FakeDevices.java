package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.engine.dl4j.DeviceChoice.Devices;

/** GPUs that are not there. */
final class FakeDevices implements Devices {
  private final boolean gpus;
  private final int[] majors;
  private int used = -1;

  private FakeDevices(boolean gpus, int... majors) {
    this.gpus = gpus;
    this.majors = majors;
  }

  /** GPUs of these compute capabilities, before the point. */
  static FakeDevices gpus(int... majors) {
    return new FakeDevices(true, majors);
  }

  static FakeDevices cpu() {
    return new FakeDevices(false, 0);
  }

  /** The device that was chosen; −1 for none. */
  int used() {
    return used;
  }

  @Override
  public boolean areGpus() {
    return gpus;
  }

  @Override
  public int count() {
    return majors.length;
  }

  @Override
  public int major(int device) {
    return majors[device];
  }

  @Override
  public int minor(int device) {
    return 0;
  }

  @Override
  public void use(int device) {
    used = device;
  }
}
