package io.sparkdeepfm.catalyst;

import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.VectorUDT;
import org.apache.spark.sql.catalyst.InternalRow;

/** Vectors to and from the rows that Spark holds them as. */
public final class InternalVectors {
  private static final VectorUDT VECTORS = (VectorUDT) SQLDataTypes.VectorType();

  /** Fields of {@link VectorUDT}'s struct, and their places. */
  static final int PARTS = VECTORS.sqlType().length();

  private static final int TYPE = 0;
  static final int SIZE = 1;
  static final int INDICES = 2;
  static final int VALUES = 3;

  private static final byte SPARSE = 0; // of the types

  private InternalVectors() {}

  public static InternalRow toRow(Vector vector) {
    return VECTORS.serialize(vector);
  }

  public static Vector fromRow(InternalRow row) {
    return VECTORS.deserialize(row);
  }

  /** Whether a vector, given as its struct, is sparse. */
  static boolean isSparse(InternalRow vector) {
    return vector.getByte(TYPE) == SPARSE;
  }
}
