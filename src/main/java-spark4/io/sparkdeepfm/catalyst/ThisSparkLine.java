package io.sparkdeepfm.catalyst;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.catalyst.expressions.ApplyFunctionExpression;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.execution.QueryExecution;
import scala.collection.immutable.ArraySeq$;

/** Spark 4, in which a column is a node of a tree that Spark Connect can send. */
final class ThisSparkLine implements SparkLine {
  @Override
  public Column column(Expression expression) {
    return ExpressionUtils.column(expression);
  }

  @Override
  public Expression expression(Column column) {
    return ExpressionUtils.expression(column);
  }

  @Override
  public Expression call(ScalarFunction<?> function, Expression... arguments) {
    return new ApplyFunctionExpression(function, ArraySeq$.MODULE$.unsafeWrapArray(arguments));
  }

  @Override
  public QueryExecution query(Dataset<?> dataset) {
    return ((org.apache.spark.sql.classic.Dataset<?>) dataset).queryExecution();
  }
}
