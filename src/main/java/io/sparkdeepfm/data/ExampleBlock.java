package io.sparkdeepfm.data;

import java.io.Serializable;

/**
 * B encoded examples, field by field, in primitive arrays: what training and scoring read.
 *
 * <p>Not a record: Kryo, which users may choose as Spark's serializer, cannot make records.
 */
public final class ExampleBlock implements Serializable {
  private final int size;
  private final float[] labels;
  private final float[] weights;
  private final FieldColumn[] columns;
  private final boolean validation;

  /**
   * @param size B
   * @param labels 0 or 1, length B
   * @param weights row weights ≥ 0, length B, or null where all are 1
   * @param columns one per field of the {@link FieldSchema}
   * @param validation whether the rows are for validation only
   */
  public ExampleBlock(
      int size, float[] labels, float[] weights, FieldColumn[] columns, boolean validation) {
    this.size = size;
    this.labels = labels;
    this.weights = weights;
    this.columns = columns;
    this.validation = validation;
  }

  public int size() {
    return size;
  }

  public float[] labels() {
    return labels;
  }

  public float[] weights() {
    return weights;
  }

  public FieldColumn[] columns() {
    return columns;
  }

  public boolean validation() {
    return validation;
  }

  public int numFields() {
    return columns.length;
  }

  public float weight(int example) {
    return weights == null ? 1f : weights[example];
  }
}
