package io.sparkdeepfm.catalyst;

import io.sparkdeepfm.column.Columns;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.ExperimentalMethods;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.SparkStrategy;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import scala.collection.JavaConverters;

/** Adds the columns of a {@link VectorFunction} to a Dataset by an ordinary projection. */
public final class BatchColumns {
  private BatchColumns() {}

  /**
   * All columns as they are, then those of the function. What is not used of them later is not
   * computed.
   *
   * @param vectors name of the top-level column that the function is computed from
   */
  public static Dataset<Row> add(Dataset<?> data, String vectors, VectorFunction function) {
    planIn(data.sparkSession());
    Column input = Columns.reference(vectors);
    List<Column> columns = new ArrayList<>(List.of(functions.col("*")));
    for (int i = 0; i < function.outputs().size(); i++) {
      StructField field = function.outputs().get(i);
      columns.add(
          new Column(new BatchExpression(function, i, input.expr()))
              .as(field.name(), field.metadata()));
    }
    return data.select(columns.toArray(Column[]::new));
  }

  /**
   * Teaches a session the strategy and the rule; sessions that are cloned from it, as for streams,
   * know it.
   */
  private static void planIn(SparkSession session) {
    ExperimentalMethods methods = session.experimental();
    synchronized (methods) {
      List<SparkStrategy> strategies = JavaConverters.seqAsJavaList(methods.extraStrategies());
      if (strategies.stream().noneMatch(BatchStrategy.class::isInstance)) {
        List<SparkStrategy> more = new ArrayList<>(strategies);
        more.add(new BatchStrategy());
        methods.extraStrategies_$eq(JavaConverters.asScalaBuffer(more).toList());
      }
      List<Rule<LogicalPlan>> rules = JavaConverters.seqAsJavaList(methods.extraOptimizations());
      if (rules.stream().noneMatch(BatchInputRule.class::isInstance)) {
        List<Rule<LogicalPlan>> more = new ArrayList<>(rules);
        more.add(new BatchInputRule());
        methods.extraOptimizations_$eq(JavaConverters.asScalaBuffer(more).toList());
      }
    }
  }
}
