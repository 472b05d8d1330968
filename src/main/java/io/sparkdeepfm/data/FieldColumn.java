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
 *
 * <p>Not a record: Kryo, which users may choose as Spark's serializer, cannot make records.
 */
public final class FieldColumn implements Serializable {
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

  public boolean isNumeric() {
    return rows == null;
  }

  public boolean isSingle() {
    return offsets == null && rows != null;
  }
}
