package io.sparkdeepfm.math;

import java.nio.ShortBuffer;
import org.bytedeco.javacpp.ShortPointer;

/**
 * Numbers of 16 bits outside the Java heap: bfloat16, the upper half of a float (8 significant
 * bits, the exponents of a float).
 */
public final class Bfloat16Memory {
  private final ShortBuffer buffer;
  private final ShortPointer pointer;

  private Bfloat16Memory(ShortBuffer buffer) {
    this.buffer = buffer;
    pointer = new ShortPointer(buffer);
  }

  /** Zeros, aligned to a cache line. */
  public static Bfloat16Memory allocate(long length) {
    return new Bfloat16Memory(
        FloatMemory.aligned(length, Short.BYTES).asShortBuffer().slice(0, (int) length));
  }

  public int length() {
    return buffer.capacity();
  }

  public float get(int index) {
    return Float.intBitsToFloat(buffer.get(index) << 16);
  }

  /** Stores the nearest number of 8 significant bits, of two equally near ones the even one. */
  public void put(int index, float value) {
    int bits = Float.floatToIntBits(value);
    int half = 0x7FFF + ((bits >>> 16) & 1);
    buffer.put(index, (short) ((bits + half) >>> 16));
  }

  /** The address, for native kernels. */
  ShortPointer pointer() {
    return pointer;
  }
}
