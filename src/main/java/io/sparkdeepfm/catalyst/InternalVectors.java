package io.sparkdeepfm.catalyst;

import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.UserDefinedType;

/** Vectors to and from the rows that Spark holds them as. */
public final class InternalVectors {
  private static final UserDefinedType<Vector> TYPE = vectorType();

  private InternalVectors() {}

  @SuppressWarnings("unchecked")
  private static UserDefinedType<Vector> vectorType() {
    return (UserDefinedType<Vector>) SQLDataTypes.VectorType();
  }

  public static InternalRow toRow(Vector vector) {
    return (InternalRow) TYPE.serialize(vector);
  }

  public static Vector fromRow(InternalRow row) {
    return TYPE.deserialize(row);
  }
}
