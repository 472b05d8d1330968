package io.sparkdeepfm.math;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Zeros outside the Java heap, aligned to a cache line. */
final class AlignedBytes {
  private static final int ALIGNMENT = 64;

  private AlignedBytes() {}

  /**
   * Room for {@code length} elements and less than two cache lines more.
   *
   * @param size bytes of an element
   */
  static ByteBuffer allocate(int length, int size) {
    // An aligned slice is cut at both ends, so a line is added for each.
    long bytes = (long) length * size + 2 * ALIGNMENT;
    if (length < 0 || bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          String.format(
              "A matrix of %d floats was asked for, but 2 GiB is the limit; use a smaller batchSize"
                  + " or hiddenUnits.",
              length));
    }
    ByteBuffer buffer = ByteBuffer.allocateDirect((int) bytes).alignedSlice(ALIGNMENT);
    return buffer.order(ByteOrder.nativeOrder());
  }
}
