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
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import org.apache.spark.sql.types.StructField;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.Seq;
import scala.collection.immutable.List$;

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
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < function.outputs().size(); i++) {
      StructField field = function.outputs().get(i);
      columns.add(
          SparkLine.CURRENT
              .column(new BatchExpression(function, i, SparkLine.CURRENT.expression(input)))
              .as(field.name(), field.metadata()));
    }
    return Columns.append(data, columns);
  }

  /**
   * Teaches a session the strategy and the rule; sessions that are cloned from it, as for streams,
   * know it.
   */
  private static void planIn(SparkSession session) {
    ExperimentalMethods methods = session.experimental();
    synchronized (methods) {
      methods.extraStrategies_$eq(with(methods.extraStrategies(), new BatchStrategy()));
      methods.extraOptimizations_$eq(with(methods.extraOptimizations(), new BatchInputRule()));
    }
  }

  /** What is known and another, unless one of its class is known. */
  private static <T> scala.collection.immutable.List<T> with(Seq<T> known, T another) {
    List<T> all = ScalaLists.of(known);
    if (all.stream().noneMatch(another.getClass()::isInstance)) {
      all.add(another);
    }
    return ScalaLists.of(all);
  }

  /** Plans the projections that hold a {@link BatchExpression} as {@link BatchProjectExec}. */
  static final class BatchStrategy extends SparkStrategy {
    private static final Logger LOG = LoggerFactory.getLogger(BatchStrategy.class);

    @Override
    public scala.collection.immutable.List<SparkPlan> apply(LogicalPlan plan) {
      try {
        return ScalaLists.of(plans(plan));
      } catch (LinkageError e) {
        LOG.warn(
            "This build of Spark has other plans, so rows are scored one by one, which is slower: {}",
            e.toString());
        return List$.MODULE$.empty();
      }
    }

    /** The physical plan, if the logical one is to be planned here. */
    private List<SparkPlan> plans(LogicalPlan plan) {
      return plan instanceof Project project && BatchExpressions.areIn(project)
          ? List.of(new BatchProjectExec(project.projectList(), planLater(project.child())))
          : List.of();
    }
  }
}
