package io.sparkdeepfm.data;

import java.io.Serializable;

/**
 * The values of one field for a block of B examples, in the smallest of three forms.
 *
 * <ul>
 *   <li>numeric: {@code offsets == null, rows == null}; {@code values[b]} is x, 0 where missing
 *   <li>single-valued: {@code offsets == null, values == null}; {@code rows[b]} is the embedding
 *       row, −1 where missing; x = 1
 *   <li>general: example b has the entries {@code [offsets[b], offsets[b+1])} of {@code rows} and
 *       {@code values}; {@code values == null} means x = 1 everywhere
 * </ul>
 *
 * <p>Weights are stored after {@link Pooling} has normalised them.
 */
public final class FieldColumn implements Serializable { // no record: Kryo cannot make them
  private final int[] offsets;
  private final int[] rows;
  private final float[] values;

  /**
   * @param offsets length B + 1, or null where every example has one slot
   * @param rows embedding rows within the field's table, or null for a numeric field
   * @param values x of each entry, or null where all are 1
   */
  public FieldColumn(int[] offsets, int[] rows, float[] values) {
    boolean numeric = offsets == null && rows == null && values != null;
    boolean single = offsets == null && rows != null && values == null;
    boolean general = offsets != null && rows != null;
    if (!(numeric || single || general)) {
      throw new IllegalArgumentException(
          "A column has values only (numeric), rows only (single-valued) or offsets and rows"
              + " (general), but these arrays are none of the three forms.");
    }
    this.offsets = offsets;
    this.rows = rows;
    this.values = values;
  }

  public int[] offsets() {
    return offsets;
  }

  public int[] rows() {
    return rows;
  }

  public float[] values() {
    return values;
  }

  public static FieldColumn numeric(float[] values) {
    return new FieldColumn(null, null, values);
  }

  public static FieldColumn single(int[] rows) {
    return new FieldColumn(null, rows, null);
  }

  public static FieldColumn general(int[] offsets, int[] rows, float[] values) {
    return new FieldColumn(offsets, rows, values);
  }

  /**
   * The values of other examples, each example's together; single-valued where those allow it.
   *
   * @param order examples of this column; {@code order[from, to)} are taken
   */
  public FieldColumn gather(int[] order, int from, int to) {
    if (isNumeric()) {
      float[] numbers = new float[to - from];
      for (int b = 0; b < numbers.length; b++) {
        numbers[b] = values[order[from + b]];
      }
      return numeric(numbers);
    }
    return isSingle() || haveOneValueAtMost(order, from, to)
        ? gatherSingle(order, from, to)
        : gatherEntries(order, from, to);
  }

  private boolean haveOneValueAtMost(int[] order, int from, int to) {
    if (values != null) {
      return false;
    }
    for (int b = from; b < to; b++) {
      if (offsets[order[b] + 1] - offsets[order[b]] > 1) {
        return false;
      }
    }
    return true;
  }

  private FieldColumn gatherSingle(int[] order, int from, int to) {
    int[] singles = new int[to - from];
    for (int b = 0; b < singles.length; b++) {
      int example = order[from + b];
      if (isSingle()) {
        singles[b] = rows[example];
      } else {
        singles[b] = offsets[example + 1] > offsets[example] ? rows[offsets[example]] : -1;
      }
    }
    return single(singles);
  }

  private FieldColumn gatherEntries(int[] order, int from, int to) {
    int[] newOffsets = new int[to - from + 1];
    for (int b = from; b < to; b++) {
      newOffsets[b - from + 1] = newOffsets[b - from] + offsets[order[b] + 1] - offsets[order[b]];
    }
    int[] newRows = new int[newOffsets[to - from]];
    float[] newValues = values == null ? null : new float[newRows.length];
    for (int b = from; b < to; b++) {
      int begin = offsets[order[b]];
      int length = offsets[order[b] + 1] - begin;
      System.arraycopy(rows, begin, newRows, newOffsets[b - from], length);
      if (values != null) {
        System.arraycopy(values, begin, newValues, newOffsets[b - from], length);
      }
    }
    return general(newOffsets, newRows, newValues);
  }

  public boolean isNumeric() {
    return rows == null;
  }

  public boolean isSingle() {
    return offsets == null && rows != null;
  }
}
