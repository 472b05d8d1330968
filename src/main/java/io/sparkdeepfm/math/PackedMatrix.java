package io.sparkdeepfm.math;

import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A right factor of products (k × n) or its transpose, rounded to bfloat16 and laid out as the
 * processor's instructions read it. For the one {@link Bfloat16Gemm} that packs it.
 *
 * <p>It may be packed with fewer rows at one time and more at another: all share one memory.
 */
public final class PackedMatrix {
  /** In which products it is the right factor. */
  public enum Use {
    /** A · B. */
    PLAIN,
    /** A · Bᵀ. */
    TRANSPOSED
  }

  private final int n;
  private final Use use;
  private final Packing[] packings; // by rows, made when first needed, on the thread that packs
  private BytePointer data;
  private int rows; // 0 before it is packed

  /**
   * @param mostRows k at most
   * @param n columns
   */
  public PackedMatrix(int mostRows, int n, Use use) {
    if (mostRows < 1 || n < 1) {
      throw new IllegalArgumentException(
          String.format(
              "A packed matrix of %d × %d was asked for, but both must be at least 1; leave out a"
                  + " layer without units.",
              mostRows, n));
    }
    this.n = n;
    this.use = use;
    packings = new Packing[mostRows + 1];
  }

  /** Those that it was packed with. */
  int rows() {
    return rows;
  }

  int columns() {
    return n;
  }

  /** The layout of a number of rows, and the call that fills it. */
  private record Packing(memory.desc layout, OneDnn.Call fill) {
    static Packing of(int typicalRows, int k, int n, Use use) {
      boolean isTransposed = use == Use.TRANSPOSED;
      int height = isTransposed ? n : k;
      int width = isTransposed ? k : n;
      memory.desc layout = Bfloat16Task.packing(typicalRows, width, height);
      memory.desc source = OneDnn.matrix(height, width, isTransposed, memory.data_type.f32);
      return new Packing(layout, Bfloat16Task.copy(source, layout));
    }
  }

  void fill(int typicalRows, int newRows, FloatMemory source, dnnl_stream stream) {
    if (newRows >= packings.length) {
      throw new IllegalArgumentException(
          String.format(
              "%d rows are to be packed, but the matrix was made for %d; make it larger.",
              newRows, packings.length - 1));
    }
    Packing packing = packing(typicalRows, newRows);
    reserve(packing(typicalRows, packings.length - 1));
    reserve(packing); // layouts have margins, so fewer rows might take more
    rows = newRows;
    packing.fill.set(0, source.pointer());
    packing.fill.set(1, data);
    packing.fill.execute(stream);
  }

  private Packing packing(int typicalRows, int k) {
    if (packings[k] == null) {
      packings[k] = Packing.of(typicalRows, k, n, use);
    }
    return packings[k];
  }

  private void reserve(Packing packing) {
    long bytes = packing.layout.get_size();
    if (data == null || data.capacity() < bytes) {
      data = new BytePointer(FloatMemory.aligned(bytes, Byte.BYTES));
    }
  }

  memory.desc layout(Use wanted) {
    requirePacked(wanted);
    return packings[rows].layout();
  }

  Pointer data() {
    return data;
  }

  private void requirePacked(Use wanted) {
    if (rows == 0 || use != wanted) {
      throw new IllegalStateException(
          String.format(
              "A matrix of %d columns is the right factor of a %s product, but it is packed for %s"
                  + " ones, with %d rows; pack it first, for such products.",
              n, wanted, use, rows));
    }
  }
}
