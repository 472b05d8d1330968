package io.sparkdeepfm.data;

/** A field's values dealt out to other examples of the block, each example's values together. */
public final class PermutedColumn {
  private PermutedColumn() {}

  /** A random order of 0 … size − 1 (Fisher and Yates), the same for the same seed. */
  public static int[] order(int size, long seed) {
    SplitMix64 random = new SplitMix64(seed);
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /**
   * A column in which example b has the values of example {@code order[b]}.
   *
   * @param order a permutation of the block's examples
   */
  public static FieldColumn of(FieldColumn column, int[] order) {
    if (column.isNumeric()) {
      return FieldColumn.numeric(gather(column.values(), order));
    }
    if (column.isSingle()) {
      int[] rows = new int[order.length];
      for (int b = 0; b < rows.length; b++) {
        rows[b] = column.rows()[order[b]];
      }
      return FieldColumn.single(rows);
    }
    return general(column, order);
  }

  private static float[] gather(float[] values, int[] order) {
    float[] result = new float[order.length];
    for (int b = 0; b < result.length; b++) {
      result[b] = values[order[b]];
    }
    return result;
  }

  private static FieldColumn general(FieldColumn column, int[] order) {
    int[] offsets = new int[order.length + 1];
    int[] rows = new int[column.rows().length];
    float[] values = column.values() == null ? null : new float[rows.length];
    for (int b = 0; b < order.length; b++) {
      int begin = column.offsets()[order[b]];
      int length = column.offsets()[order[b] + 1] - begin;
      offsets[b + 1] = offsets[b] + length;
      System.arraycopy(column.rows(), begin, rows, offsets[b], length);
      if (values != null) {
        System.arraycopy(column.values(), begin, values, offsets[b], length);
      }
    }
    return FieldColumn.general(offsets, rows, values);
  }
}
