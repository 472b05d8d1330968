package io.sparkdeepfm.catalyst;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.catalyst.expressions.ApplyFunctionExpression;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.execution.QueryExecution;
import scala.Predef;

/** Spark 3.5. */
final class ThisSparkLine implements SparkLine {
  @Override
  public Column column(Expression expression) {
    return new Column(expression);
  }

  @Override
  public Expression expression(Column column) {
    return column.expr();
  }

  @Override
  public Expression call(ScalarFunction<?> function, Expression... arguments) {
    return new ApplyFunctionExpression(function, Predef.wrapRefArray(arguments));
  }

  @Override
  public QueryExecution query(Dataset<?> dataset) {
    return dataset.queryExecution();
  }
}
