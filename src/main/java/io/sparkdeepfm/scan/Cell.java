package io.sparkdeepfm.scan;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.NumericType;

/**
 * A part of a projection that depends on one column.
 *
 * @param expression over the rows of a batch; deterministic. The column itself or something
 *     computed, of a type that can be kept
 * @param column position of the column in a batch
 */
record Cell(Expression expression, int column) implements Serializable {
  /**
   * Whether results of a type are the same when they are read later: those that are numbers or
   * booleans to Java. Texts, rows and decimals may lie in a buffer that the next result overwrites.
   */
  static boolean canKeep(DataType type) {
    boolean number = type instanceof NumericType && !(type instanceof DecimalType);
    return number || type instanceof BooleanType;
  }

  /** Whether results are worth keeping: reading a column again is as quick. */
  boolean isKept() {
    return !(expression instanceof BoundReference);
  }
}
