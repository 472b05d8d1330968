package io.sparkdeepfm.catalyst;

import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;

/**
 * A function of cells as Spark holds them: strings as UTF-8 bytes, numbers unboxed, no {@code Row}.
 *
 * <p>Spark generates one method for all columns of a projection; from about 40 UDFs on it exceeds
 * the 8,000 bytes beyond which HotSpot interprets a method for ever. A function of Spark's catalog
 * API, such as this, is called rather than generated, so the cost per column does not depend on
 * their number. The projection stays an ordinary one: it streams, and the optimizer puts the
 * functions of several stages into one.
 *
 * @param <R> the result as Spark holds it: {@code Integer}, {@code Double}, {@code byte[]} or, for
 *     vectors, {@code InternalRow}
 */
public interface CellFunction<R> extends ScalarFunction<R> {
  @Override
  default String name() {
    return getClass().getSimpleName();
  }

  @Override
  default boolean isDeterministic() {
    return true;
  }

  /**
   * The column of results. The catalog API would want a name registered in the session; the
   * expression that it ends in takes the function itself.
   */
  default Column of(Column... arguments) {
    Expression[] children =
        Stream.of(arguments).map(SparkLine.CURRENT::expression).toArray(Expression[]::new);
    return SparkLine.CURRENT.column(SparkLine.CURRENT.call(this, children));
  }
}
