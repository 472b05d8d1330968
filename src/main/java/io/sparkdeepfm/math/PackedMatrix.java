package io.sparkdeepfm.math;

import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.Pointer;

/**
 * A right factor of products (k × n) and its transpose, rounded to bfloat16 and laid out as the
 * processor's instructions read them. For the one {@link Bfloat16Gemm} that packs it.
 */
public final class PackedMatrix {
  private final int k;
  private final int n;
  private final boolean isTransposedToo;
  private Packing plain; // made on the thread that fills it
  private Packing transposed;

  /**
   * @param k rows
   * @param n columns
   * @param isTransposedToo whether it is the factor of {@code multiplyTransposed} as well
   */
  public PackedMatrix(int k, int n, boolean isTransposedToo) {
    if (k < 1 || n < 1) {
      throw new IllegalArgumentException(
          String.format(
              "A packed matrix of %d × %d was asked for, but both must be at least 1; leave out a"
                  + " layer without units.",
              k, n));
    }
    this.k = k;
    this.n = n;
    this.isTransposedToo = isTransposedToo;
  }

  int rows() {
    return k;
  }

  int columns() {
    return n;
  }

  /** One layout, its memory and the call that fills it. */
  private record Packing(memory.desc layout, memory values, Pointer data, OneDnn.Call fill) {
    static Packing of(memory.desc source, memory.desc layout) {
      memory values = new memory(layout, OneDnn.ENGINE);
      return new Packing(
          layout, values, values.get_data_handle(), Bfloat16Task.copy(source, layout));
    }

    void fill(FloatMemory source, dnnl_stream stream) {
      fill.set(0, source.pointer());
      fill.set(1, data);
      fill.execute(stream);
    }
  }

  void fill(int typicalRows, FloatMemory source, dnnl_stream stream) {
    if (plain == null) {
      memory.data_type floats = memory.data_type.f32;
      plain =
          Packing.of(OneDnn.matrix(k, n, false, floats), Bfloat16Task.packing(typicalRows, n, k));
      if (isTransposedToo) {
        transposed =
            Packing.of(OneDnn.matrix(n, k, true, floats), Bfloat16Task.packing(typicalRows, k, n));
      }
    }
    plain.fill(source, stream);
    if (isTransposedToo) {
      transposed.fill(source, stream);
    }
  }

  memory.desc layout(boolean ofTranspose) {
    return packing(ofTranspose).layout();
  }

  Pointer data(boolean ofTranspose) {
    return packing(ofTranspose).data();
  }

  private Packing packing(boolean ofTranspose) {
    Packing packing = ofTranspose ? transposed : plain;
    if (packing == null) {
      throw new IllegalStateException(
          String.format(
              "The %d × %d matrix%s is not packed; call pack first, and ask for the transpose when"
                  + " it is made.",
              k, n, ofTranspose ? "'s transpose" : ""));
    }
    return packing;
  }
}
