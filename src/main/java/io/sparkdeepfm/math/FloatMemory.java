package io.sparkdeepfm.math;

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
  private final FloatBuffer buffer;
  private FloatPointer pointer; // made when a native kernel asks for it

  private FloatMemory(FloatBuffer buffer) {
    this.buffer = buffer;
  }

  /** Zeros, aligned to a cache line. */
  public static FloatMemory allocate(int length) {
    return new FloatMemory(
        AlignedBytes.allocate(length, Float.BYTES).asFloatBuffer().slice(0, length));
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

  /** Sets {@code [offset, offset + length)} to zero. */
  public void clear(int offset, int length) {
    Zeros.fill(buffer, offset, length);
  }

  /** The address, for native kernels. */
  FloatPointer pointer() {
    if (pointer == null) {
      pointer = new FloatPointer(buffer);
    }
    return pointer;
  }

  /** A block of zeros on the heap to clear memory with. */
  private static final class Zeros {
    private static final float[] BLOCK = new float[1024];

    static void fill(FloatBuffer buffer, int offset, int length) {
      for (int done = 0; done < length; done += BLOCK.length) {
        buffer.put(offset + done, BLOCK, 0, Math.min(BLOCK.length, length - done));
      }
    }
  }
}
