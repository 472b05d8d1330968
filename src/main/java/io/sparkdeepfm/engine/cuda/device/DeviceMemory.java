package io.sparkdeepfm.engine.cuda.device;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A stretch of a device's memory that grows where asked to, with copies from and to the heap that
 * go through a buffer of some megabytes. For one thread.
 */
public final class DeviceMemory {
  private static final int STRETCH = 1 << 22;
  private static final int FLOATS_OF_VECTOR = 4; // that a GPU loads at once

  private final Device device;
  private final ByteBuffer buffer;
  private final long lead; // bytes before the first that is used
  private long address;
  private long bytes;

  private DeviceMemory(Device device, ByteBuffer buffer, long lead) {
    this.device = device;
    this.buffer = buffer;
    this.lead = lead;
  }

  /** Makes memory of one device, and frees all that it has made. */
  public static final class Allocator implements AutoCloseable {
    private final Device device;
    private final ByteBuffer buffer =
        ByteBuffer.allocateDirect(STRETCH).order(ByteOrder.nativeOrder());
    private final List<DeviceMemory> all = new ArrayList<>();
    private final List<Staging> stagings = new ArrayList<>();

    public Allocator(Device device) {
      this.device = device;
    }

    /** Memory of any content; none yet if {@code bytes} is 0. */
    public DeviceMemory allocate(long bytes) {
      return allocate(0, bytes);
    }

    private DeviceMemory allocate(long lead, long bytes) {
      DeviceMemory memory = new DeviceMemory(device, buffer, lead);
      all.add(memory);
      memory.ensure(bytes);
      return memory;
    }

    /** Room for floats of which that of number {@code aligned} lies at a multiple of 16 bytes. */
    public DeviceMemory alignedFloats(long length, long aligned) {
      long lead = Math.floorMod(-aligned, (long) FLOATS_OF_VECTOR) * Float.BYTES;
      return allocate(lead, length * Float.BYTES);
    }

    /** Room for so many floats. */
    public DeviceMemory floats(long length) {
      return allocate(length * Float.BYTES);
    }

    /** So many words of four bytes, all 0. */
    public DeviceMemory zeros(long length) {
      DeviceMemory memory = floats(length);
      if (length > 0) {
        device.fill(memory.address, 0, length);
      }
      return memory;
    }

    /** Memory of the host to copy from beside the device's work. */
    public Staging staging() {
      stagings.add(new Staging(device));
      return stagings.get(stagings.size() - 1);
    }

    @Override
    public void close() {
      Endings endings = new Endings();
      stagings.forEach(staging -> endings.then(staging::free));
      stagings.clear();
      all.forEach(memory -> endings.then(memory::free));
      all.clear();
      endings.finish();
    }
  }

  private void free() {
    long freed = address - lead;
    boolean any = bytes > 0;
    address = 0;
    bytes = 0;
    if (any) {
      device.free(freed);
    }
  }

  /** Makes room for so many bytes; what was there is lost if there was less. */
  public void ensure(long needed) {
    if (needed > bytes) {
      free();
      address = device.allocate(lead + needed) + lead;
      bytes = needed;
    }
  }

  long address() {
    return address;
  }

  /** The address of a byte, for structures that hold pointers. */
  public long addressOf(long offset) {
    return address + offset;
  }

  /** Copies words of four bytes to the place of word {@code at}. */
  public void put(long at, float[] source, int from, int length) {
    int most = STRETCH / Float.BYTES;
    for (int done = 0; done < length; done += most) {
      int n = Math.min(most, length - done);
      buffer.clear().asFloatBuffer().put(source, from + done, n);
      device.upload(address + (at + done) * Float.BYTES, buffer.limit(n * Float.BYTES));
    }
  }

  /** As {@link #put(long, float[], int, int)}. */
  public void put(long at, int[] source, int from, int length) {
    int most = STRETCH / Integer.BYTES;
    for (int done = 0; done < length; done += most) {
      int n = Math.min(most, length - done);
      buffer.clear().asIntBuffer().put(source, from + done, n);
      device.upload(address + (at + done) * Integer.BYTES, buffer.limit(n * Integer.BYTES));
    }
  }

  /** Copies bytes to the begin. */
  public void put(byte[] source) {
    for (int done = 0; done < source.length; done += STRETCH) {
      int n = Math.min(STRETCH, source.length - done);
      device.upload(address + done, buffer.clear().put(source, done, n).flip());
    }
  }

  /** Copies words of four bytes from that of number {@code at} on. */
  public void get(long at, float[] target, int from, int length) {
    int most = STRETCH / Float.BYTES;
    for (int done = 0; done < length; done += most) {
      int n = Math.min(most, length - done);
      device.download(buffer.clear().limit(n * Float.BYTES), address + (at + done) * Float.BYTES);
      buffer.clear().asFloatBuffer().get(target, from + done, n);
    }
  }

  /** As {@link #get(long, float[], int, int)}. */
  public void get(long at, int[] target, int from, int length) {
    int most = STRETCH / Integer.BYTES;
    for (int done = 0; done < length; done += most) {
      int n = Math.min(most, length - done);
      device.download(
          buffer.clear().limit(n * Integer.BYTES), address + (at + done) * Integer.BYTES);
      buffer.clear().asIntBuffer().get(target, from + done, n);
    }
  }

  /** The whole number of number {@code at}. */
  public int getInt(long at) {
    int[] value = new int[1];
    get(at, value, 0, 1);
    return value[0];
  }

  /** The first eight bytes as a number. */
  public double getDouble() {
    device.download(buffer.clear().limit(Double.BYTES), address);
    return buffer.clear().getDouble(0);
  }

  /** Copies so many words of four bytes from another stretch's begin to this one's. */
  public void copyFrom(DeviceMemory source, long length) {
    device.copy(address, source.address, length * Float.BYTES);
  }

  /** Sets words of four bytes to 0, from that of number {@code at} on. */
  public void clear(long at, long length) {
    if (length > 0) {
      device.fill(address + at * Float.BYTES, 0, length);
    }
  }
}
