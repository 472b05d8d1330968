package io.sparkdeepfm.scan;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.NumericType;

/**
 * A part of a projection that depends on one column.
 *
 * @param expression over the rows of a batch; deterministic
 * @param column position of the column in a batch
 */
record Cell(Expression expression, int column) implements Serializable {
  /**
   * Whether results are worth keeping, and can be kept: numbers and booleans never change, while
   * texts and rows may be views of a batch.
   */
  boolean isKept() {
    boolean computed = !(expression instanceof BoundReference);
    return computed
        && (expression.dataType() instanceof NumericType
            || expression.dataType() instanceof BooleanType);
  }
}
