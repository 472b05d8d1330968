package io.sparkdeepfm.engine.cuda.device;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;

/** A second stream of a GPU, for copies beside its work, and the event by which that waits. */
final class CopyStream {
  private static final int NON_BLOCKING = 1; // does not wait for the default stream
  private static final int WITHOUT_TIME = 2; // an event that only says that it has come

  private final CudaDriver driver;
  private final Pointer stream;
  private final Pointer copied;

  CopyStream(CudaDriver driver) {
    this.driver = driver;
    stream = made("make a stream", "cuStreamCreate", NON_BLOCKING);
    Pointer event = null;
    try {
      event = made("make an event", "cuEventCreate", WITHOUT_TIME);
    } finally {
      if (event == null) {
        driver.call("cuStreamDestroy_v2", stream);
      }
    }
    copied = event;
  }

  private Pointer made(String task, String function, int flags) {
    Memory target = new Memory(Long.BYTES);
    driver.require(task, driver.call(function, target, flags));
    return target.getPointer(0);
  }

  /** Begins a copy from memory of the host that stays as it is until {@link #finish}. */
  void upload(long target, Pointer source, long bytes) {
    driver.require(
        "be given data", driver.call("cuMemcpyHtoDAsync_v2", target, source, bytes, stream));
  }

  /** Has another stream wait for the copies so far. */
  void holdUp(Pointer other) {
    driver.require("note an event", driver.call("cuEventRecord", copied, stream));
    driver.require("wait for an event", driver.call("cuStreamWaitEvent", other, copied, 0));
  }

  void finish() {
    driver.require("finish its copies", driver.call("cuStreamSynchronize", stream));
  }

  void close() {
    new Endings()
        .then(() -> driver.require("end an event", driver.call("cuEventDestroy_v2", copied)))
        .then(() -> driver.require("end a stream", driver.call("cuStreamDestroy_v2", stream)))
        .finish();
  }
}
