package io.sparkdeepfm.engine.cuda.device;

import io.sparkdeepfm.data.Refusal;
import java.nio.ByteBuffer;

/**
 * Memory of the host that grows where asked to, from which a device copies beside its work. For one
 * thread.
 */
public final class Staging {
  private final Device device;
  private ByteBuffer memory; // null as long as there is none

  Staging(Device device) {
    this.device = device;
  }

  /**
   * Room for so many bytes, when the copies from here so far are done.
   *
   * @throws IllegalArgumentException if they are 2³¹ or more
   */
  public ByteBuffer room(long bytes) {
    if (bytes > Integer.MAX_VALUE) {
      throw Refusal.of(
          "A mini-batch has %d MiB of values, but at most 2047 MiB are copied to a GPU at once; use a"
              + " smaller batchSize.",
          bytes >> 20);
    }
    device.finishAside();
    if (memory == null || memory.capacity() < bytes) {
      free();
      memory = device.allocateHost((int) Math.min(Integer.MAX_VALUE, bytes + bytes / 8));
    }
    return memory.clear().limit((int) bytes);
  }

  /** Begins to copy what was put there to the begin of memory that the device is not using. */
  public void copyTo(DeviceMemory target) {
    device.uploadAside(target.address(), memory.rewind());
  }

  void free() {
    ByteBuffer freed = memory;
    memory = null;
    if (freed != null) {
      device.freeHost(freed);
    }
  }
}
