package io.sparkdeepfm.math;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Floats outside the Java heap, where a BLAS library reads and writes them without a copy.
 *
 * <p>Loops over single off-heap floats are slow in Java, while the just-in-time compiler turns
 * loops over heap arrays with one common index into vector instructions. So rows are moved to the
 * heap, worked on and moved back: that costs less than it saves (docs/decisions.md).
 */
public final class FloatMemory {
  private static final int ALIGNMENT = 64;

  /** An aligned slice is cut at both ends, so a line is added for each. */
  private static final int MARGIN = 2 * ALIGNMENT;

  private static final float[] ZEROS = new float[1024]; // to clear memory with

  private final FloatBuffer buffer;
  private volatile FloatPointer pointer; // made when a native kernel asks for it

  private FloatMemory(FloatBuffer buffer) {
    this.buffer = buffer;
  }

  /** Zeros, aligned to a cache line. */
  public static FloatMemory allocate(long length) {
    return new FloatMemory(aligned(length, Float.BYTES).asFloatBuffer().slice(0, (int) length));
  }

  /**
   * Zeros outside the Java heap, aligned to a cache line: room for {@code length} elements and less
   * than two cache lines more.
   *
   * @param size bytes of an element
   */
  static ByteBuffer aligned(long length, int size) {
    if (length < 0 || length > (Integer.MAX_VALUE - MARGIN) / size) {
      throw new IllegalArgumentException(
          String.format(
              "A matrix of %d numbers was asked for, but 2 GiB is the limit; use a smaller batchSize"
                  + " or hiddenUnits.",
              length));
    }
    int bytes = (int) length * size + MARGIN;
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes).alignedSlice(ALIGNMENT);
    return buffer.order(ByteOrder.nativeOrder());
  }

  /** A view of {@code [offset, offset + length)}. */
  public FloatMemory slice(int offset, int length) {
    return new FloatMemory(buffer.slice(offset, length));
  }

  public int length() {
    return buffer.capacity();
  }

  /** Copies {@code length} floats from {@code index} on to the heap. */
  public void get(int index, float[] target, int targetOffset, int length) {
    buffer.get(index, target, targetOffset, length);
  }

  /** Copies {@code length} floats from the heap to {@code index}. */
  public void put(int index, float[] source, int sourceOffset, int length) {
    buffer.put(index, source, sourceOffset, length);
  }

  /** Copies {@code length} floats of another memory to {@code index}. */
  public void put(int index, FloatMemory source, int sourceOffset, int length) {
    buffer.put(index, source.buffer, sourceOffset, length);
  }

  /** Sets {@code [offset, offset + length)} to zero. */
  public void clear(int offset, int length) {
    for (int done = 0; done < length; done += ZEROS.length) {
      buffer.put(offset + done, ZEROS, 0, Math.min(ZEROS.length, length - done));
    }
  }

  /** The address, for native kernels. */
  FloatPointer pointer() {
    if (pointer == null) {
      pointer = new FloatPointer(buffer);
    }
    return pointer;
  }
}
