package io.sparkdeepfm;

import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.VectorUDT;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;

/**
 * Rows as Spark keeps them: columns that are not read pass as bytes.
 *
 * @param features place of the features column
 */
record CatalystRows(int features) implements RowForm<InternalRow> {
  private static final VectorUDT VECTORS = (VectorUDT) SQLDataTypes.VectorType();

  @Override
  public InternalRow hold(InternalRow row) {
    return row.copy();
  }

  @Override
  public Vector features(InternalRow row) {
    return row.isNullAt(features)
        ? null
        : VECTORS.deserialize(row.getStruct(features, VECTORS.sqlType().length()));
  }

  @Override
  public InternalRow append(InternalRow row, Object[] predictions) {
    Object[] values = new Object[predictions.length];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          predictions[i] instanceof Vector vector ? VECTORS.serialize(vector) : predictions[i];
    }
    return new JoinedRow(row, new GenericInternalRow(values));
  }
}
