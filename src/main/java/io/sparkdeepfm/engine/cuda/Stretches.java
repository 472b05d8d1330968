package io.sparkdeepfm.engine.cuda;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.engine.cuda.device.Staging;

/**
 * The examples that a replica passes over, stretch by stretch, on the device: while that is at work
 * with one stretch, the next is gathered and copied. Whoever takes a stretch has waited until the
 * device was done with the one before, as reading its loss does.
 */
final class Stretches {
  private final Gpu gpu;
  private final int batchSize;
  private DeviceWindow current;
  private DeviceWindow other;
  private int longest; // examples of a stretch so far

  Stretches(Gpu gpu, FieldSchema schema, long[] firstRows, int batchSize, Staging staging) {
    this.gpu = gpu;
    this.batchSize = batchSize;
    current = new DeviceWindow(gpu, schema, firstRows, batchSize, staging);
    other = new DeviceWindow(gpu, schema, firstRows, batchSize, staging);
  }

  /** Examples {@code order[from, to)}, which are copied to the device unless they are there. */
  DeviceWindow take(ExampleBlock source, int[] order, int from, int to) {
    if (!current.holds(source, order, from, to)) {
      DeviceWindow next = other;
      other = current;
      current = next;
    }
    if (!current.holds(source, order, from, to)) {
      current.copy(source, order, from, to);
    }
    gpu.device().waitForAside();
    longest = Math.max(longest, to - from);
    return current;
  }

  /**
   * Begins to copy what comes behind the stretch that was taken last, if there is more of its
   * window or of the next one.
   *
   * @param from where it begins
   */
  void copyNext(ExampleBlock source, int[] order, int from) {
    int to = (int) Math.min(order.length, (long) from + Math.max(longest, batchSize));
    if (from < to && !other.holds(source, order, from, to)) {
      other.copy(source, order, from, to);
    }
  }
}
