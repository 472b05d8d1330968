package io.sparkdeepfm.engine.cuda.device;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A structure of a kernel, number by number, in the layout of C: each aligned to its own size. */
public final class Structure {
  private ByteBuffer bytes = ByteBuffer.allocate(128).order(ByteOrder.nativeOrder());

  private ByteBuffer next(int size) {
    int position = (bytes.position() + size - 1) / size * size;
    if (position + size > bytes.capacity()) {
      ByteBuffer longer = ByteBuffer.allocate(2 * bytes.capacity()).order(ByteOrder.nativeOrder());
      longer.put(bytes.flip());
      bytes = longer;
    }
    bytes.position(position);
    return bytes;
  }

  public Structure integer(int value) {
    next(Integer.BYTES).putInt(value);
    return this;
  }

  public Structure flag(boolean value) {
    return integer(value ? 1 : 0);
  }

  public Structure number(long value) {
    next(Long.BYTES).putLong(value);
    return this;
  }

  public Structure real(float value) {
    next(Float.BYTES).putFloat(value);
    return this;
  }

  public Structure real(double value) {
    next(Double.BYTES).putDouble(value);
    return this;
  }

  /** A pointer to the begin of memory; null for none. */
  public Structure at(DeviceMemory memory) {
    return number(memory == null ? 0L : memory.address());
  }

  /** A pointer to a float or int of memory. */
  public Structure at(DeviceMemory memory, long index) {
    return number(memory.address() + index * Float.BYTES);
  }

  public byte[] bytes() {
    return Arrays.copyOf(bytes.array(), bytes.position());
  }
}
