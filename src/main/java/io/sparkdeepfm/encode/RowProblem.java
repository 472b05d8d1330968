package io.sparkdeepfm.encode;

import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.encode.EncodedData.ExampleColumns;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;

/** Says in one sentence what is wrong with a row that cannot be trained on. */
public final class RowProblem {
  private RowProblem() {}

  /** The first problem of a row of features, label and weight, in this order, or null. */
  public static String of(ExampleColumns columns, FieldSchema schema, Row row) {
    String problem = ofLabel(columns, row.isNullAt(1), row.isNullAt(1) ? 0 : row.getDouble(1));
    if (problem == null) {
      problem = ofWeight(columns, row.isNullAt(2), row.isNullAt(2) ? 0 : row.getDouble(2));
    }
    return problem == null ? ofFeatures(columns.features(), schema, row.getAs(0)) : problem;
  }

  /** The problem of a label, or null. */
  static String ofLabel(ExampleColumns columns, boolean isNull, double label) {
    if (!isNull && columns.loss().takes(label)) {
      return null;
    }
    return String.format(
        "Column '%s' has the label %s, but labels must be %s; convert the column or drop such"
            + " rows.",
        columns.label(), isNull ? "null" : label, columns.loss().labels());
  }

  /** The problem of a row weight, or null. */
  static String ofWeight(ExampleColumns columns, boolean isNull, double weight) {
    if (!isNull && weight >= 0 && Float.isFinite((float) weight)) {
      return null;
    }
    return String.format(
        "Column '%s' has the row weight %s, but weights must be finite floats of at least 0; convert"
            + " the column or drop such rows.",
        columns.weight(), isNull ? "null" : weight);
  }

  /** The problem of a features vector, or null. */
  public static String ofFeatures(String column, FieldSchema schema, Vector features) {
    if (features == null) {
      return String.format(
          "Column '%s' has a null features vector; assemble the features with FieldAssembler, which"
              + " leaves missing values out instead.",
          column);
    }
    if (features.size() != schema.numFeatures()) {
      return ofSize(column, schema, features.size());
    }
    return features instanceof SparseVector sparse
        ? ofValues(column, schema, sparse.indices(), sparse.values())
        : ofValues(column, schema, null, features.toArray());
  }

  /**
   * The problem of a sparse features vector that no {@link SparseVector} has checked yet, or null.
   *
   * @param indices of the values
   */
  public static String ofSparseFeatures(
      String column, FieldSchema schema, int size, int[] indices, double[] values) {
    if (size != schema.numFeatures()) {
      return ofSize(column, schema, size);
    }
    if (indices.length != values.length || !ascend(indices, size)) {
      return String.format(
          "Column '%s' has a sparse vector of %d values and %d indices, but each value must have an"
              + " index, ascending within 0 to %d; the column is damaged, so write it again.",
          column, values.length, indices.length, size - 1);
    }
    return ofValues(column, schema, indices, values);
  }

  private static boolean ascend(int[] indices, int size) {
    int last = -1;
    for (int index : indices) {
      if (index <= last) {
        return false;
      }
      last = index;
    }
    return last < size;
  }

  private static String ofSize(String column, FieldSchema schema, int size) {
    return String.format(
        "Column '%s' has a vector of size %d, but its fields have %d features together; assemble"
            + " it with FieldAssembler or correct fieldSizes.",
        column, size, schema.numFeatures());
  }

  /**
   * @param indices of the values in the vector; null for a dense one
   */
  private static String ofValues(
      String column, FieldSchema schema, int[] indices, double[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite((float) values[i])) {
        return String.format(
            "Column '%s' has the value %s in field '%s', but feature values must be finite floats;"
                + " replace it by null (missing) or drop such rows.",
            column, values[i], fieldOf(schema, indices == null ? i : indices[i]));
      }
    }
    return null;
  }

  private static String fieldOf(FieldSchema schema, int index) {
    int f = 0;
    while (index >= schema.begin(f + 1)) {
      f++;
    }
    return schema.field(f).name();
  }
}
