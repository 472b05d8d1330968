package io.sparkdeepfm.engine.cuda.device;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The arguments of a kernel, as they lie in memory: the same for every device. */
public final class Arguments {
  private static final int CAPACITY = 1024;

  private final ByteBuffer values =
      ByteBuffer.allocateDirect(CAPACITY).order(ByteOrder.nativeOrder());
  private int[] offsets = new int[32];
  private int size;

  /** Forgets all. */
  void clear() {
    size = 0;
    values.clear();
  }

  private ByteBuffer next(int bytes) {
    values.position((values.position() + Long.BYTES - 1) / Long.BYTES * Long.BYTES);
    if (size == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * size);
    }
    offsets[size++] = values.position();
    if (values.remaining() < bytes) {
      throw new IllegalArgumentException(
          "The arguments of a kernel are longer than " + CAPACITY + " bytes.");
    }
    return values;
  }

  void add(int value) {
    next(Integer.BYTES).putInt(value);
  }

  void add(long value) {
    next(Long.BYTES).putLong(value);
  }

  void add(float value) {
    next(Float.BYTES).putFloat(value);
  }

  void add(double value) {
    next(Double.BYTES).putDouble(value);
  }

  /** A structure by value. */
  void add(byte[] structure) {
    next(structure.length).put(structure);
  }

  public int size() {
    return size;
  }

  /** Where argument i begins in {@link #values}. */
  public int offset(int i) {
    return offsets[i];
  }

  /** A direct buffer with all of them. */
  public ByteBuffer values() {
    return values;
  }
}
