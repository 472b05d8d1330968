package io.sparkdeepfm.catalyst;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.execution.QueryExecution;

/**
 * What Spark 3.5 and Spark 4 have in different places. The sources of each line have a {@code
 * ThisSparkLine}, and base classes for what differs in a signature that Spark calls.
 */
interface SparkLine {
  SparkLine CURRENT = new ThisSparkLine();

  /** The column that an expression computes. */
  Column column(Expression expression);

  /** What a column computes. */
  Expression expression(Column column);

  /** The call of a function of Spark's catalog API with arguments that it reads by their place. */
  Expression call(ScalarFunction<?> function, Expression... arguments);

  /** How a Dataset's rows are computed. */
  QueryExecution query(Dataset<?> dataset);
}
