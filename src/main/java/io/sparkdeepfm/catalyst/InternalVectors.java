package io.sparkdeepfm.catalyst;

import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.VectorUDT;
import org.apache.spark.sql.catalyst.InternalRow;

/** Vectors to and from the rows that Spark holds them as. */
public final class InternalVectors {
  private static final VectorUDT VECTORS = (VectorUDT) SQLDataTypes.VectorType();

  // Places in VectorUDT's struct, and the type of a sparse vector.
  private static final int TYPE = 0;
  private static final int SIZE = 1;
  private static final int INDICES = 2;
  private static final int VALUES = 3;
  private static final byte SPARSE = 0;

  private InternalVectors() {}

  public static InternalRow toRow(Vector vector) {
    return VECTORS.serialize(vector);
  }

  public static Vector fromRow(InternalRow row) {
    return VECTORS.deserialize(row);
  }

  /**
   * Adds the vector of a row to a batch.
   *
   * @param place of the vector in the row
   */
  static void addTo(VectorFunction.Batch batch, InternalRow row, int place) {
    add(batch, row.isNullAt(place) ? null : row.getStruct(place, VECTORS.sqlType().length()));
  }

  /**
   * Adds a vector to a batch.
   *
   * @param vector the struct of a vector, or null
   */
  static void add(VectorFunction.Batch batch, InternalRow vector) {
    if (vector == null) {
      batch.add(null);
    } else if (vector.getByte(TYPE) == SPARSE) {
      // Not by way of a SparseVector: it checks its indices one by one as boxed numbers.
      batch.addSparse(
          vector.getInt(SIZE),
          vector.getArray(INDICES).toIntArray(),
          vector.getArray(VALUES).toDoubleArray());
    } else {
      batch.add(fromRow(vector));
    }
  }
}
