package io.sparkdeepfm.data;

import java.io.Serializable;

/**
 * B encoded examples, field by field, in primitive arrays: what training and scoring read.
 *
 * @param size B
 * @param labels 0 or 1, length B
 * @param weights row weights ≥ 0, length B, or null where all are 1
 * @param columns one per field of the {@link FieldSchema}
 * @param validation whether the rows are for validation only
 */
@SuppressWarnings("ArrayRecordComponent") // blocks are never compared
public record ExampleBlock(
    int size, float[] labels, float[] weights, FieldColumn[] columns, boolean validation)
    implements Serializable {
  public int numFields() {
    return columns.length;
  }

  public float weight(int example) {
    return weights == null ? 1f : weights[example];
  }
}
