package io.sparkdeepfm.engine.cuda;

import io.sparkdeepfm.engine.cuda.device.DeviceMemory;

/** Sums over the examples of a mini-batch, column by column, in double and in a fixed order. */
final class ColumnSums {
  private static final int ROWS_PER_CHUNK = 64;
  private static final int MOST_CHUNKS = 256;

  private final Gpu gpu;
  private final DeviceMemory parts;
  private final DeviceMemory sums;

  ColumnSums(Gpu gpu) {
    this.gpu = gpu;
    parts = gpu.memory().allocate(0);
    sums = gpu.memory().allocate(0);
  }

  /**
   * Σ v and Σ v·w for each column, v = a + bias (n × width), where w is b, or a factor of each
   * example, or v. The next call overwrites them.
   *
   * @param bias may be null, as b and {@code factors}
   * @return width doubles, then width more
   */
  DeviceMemory of(DeviceMemory a, At bias, DeviceMemory b, At factors, int n, int width) {
    int chunks = Math.max(1, Math.min(MOST_CHUNKS, n / ROWS_PER_CHUNK));
    parts.ensure(2L * chunks * width * Double.BYTES);
    sums.ensure(2L * width * Double.BYTES);
    gpu.call("column_sums")
        .at(a)
        .at(bias.memory(), bias.index())
        .at(b)
        .at(factors.memory(), factors.index())
        .number(n)
        .integer(width)
        .integer(chunks)
        .at(parts)
        .over((long) chunks * width);
    gpu.call("finish_sums").at(parts).integer(chunks).integer(width).at(sums).over(2L * width);
    return sums;
  }

  /** Stores Σ v of the last call as floats. */
  void storeSums(int width, DeviceMemory target, long index) {
    gpu.call("store_sums").at(sums).integer(width).at(target, index).over(width);
  }

  /** Stores Σ v·w of the last call as floats. */
  void storeProducts(int width, DeviceMemory target, long index) {
    gpu.call("store_sums").at(sums, 2L * width).integer(width).at(target, index).over(width);
  }

  /** A place in memory, counted in floats. */
  record At(DeviceMemory memory, long index) {
    static final At NOTHING = new At(null, 0);

    long address() {
      return memory.addressOf(index * Float.BYTES);
    }
  }
}
