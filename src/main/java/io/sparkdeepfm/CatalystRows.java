package io.sparkdeepfm;

import io.sparkdeepfm.model.Explanation;
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
record CatalystRows(int features, CatalystExplanations explanations)
    implements RowForm<InternalRow> {
  private static final VectorUDT VECTORS = (VectorUDT) SQLDataTypes.VectorType();

  // Places in VectorUDT's struct, and the type of a sparse vector.
  private static final int TYPE = 0;
  private static final int SIZE = 1;
  private static final int INDICES = 2;
  private static final int VALUES = 3;
  private static final byte SPARSE = 0;

  @Override
  public InternalRow hold(InternalRow row) {
    return row.copy();
  }

  @Override
  public void addFeatures(InternalRow row, VectorScorer scorer) {
    if (row.isNullAt(features)) {
      scorer.add(null);
      return;
    }
    InternalRow vector = row.getStruct(features, VECTORS.sqlType().length());
    if (vector.getByte(TYPE) == SPARSE) {
      // Not by way of a SparseVector: it checks its indices one by one as boxed numbers.
      scorer.addSparse(
          vector.getInt(SIZE),
          vector.getArray(INDICES).toIntArray(),
          vector.getArray(VALUES).toDoubleArray());
    } else {
      scorer.add(VECTORS.deserialize(vector));
    }
  }

  @Override
  public InternalRow append(InternalRow row, Object[] predictions) {
    Object[] values = new Object[predictions.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = internal(predictions[i]);
    }
    return new JoinedRow(row, new GenericInternalRow(values));
  }

  private Object internal(Object prediction) {
    if (prediction instanceof Vector vector) {
      return VECTORS.serialize(vector);
    }
    return prediction instanceof Explanation explanation
        ? explanations.of(explanation)
        : prediction;
  }
}
