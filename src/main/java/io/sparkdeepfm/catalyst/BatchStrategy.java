package io.sparkdeepfm.catalyst;

import java.util.List;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** Plans the projections that hold a {@link BatchExpression} as {@link BatchProjectExec}. */
final class BatchStrategy extends SparkStrategy {
  private static final Logger LOG = LoggerFactory.getLogger(BatchStrategy.class);

  @Override
  public Seq<SparkPlan> apply(LogicalPlan plan) {
    try {
      return JavaConverters.asScalaBuffer(plans(plan)).toList();
    } catch (LinkageError e) {
      LOG.warn(
          "This build of Spark has other plans, so rows are scored one by one, which is slower: {}",
          e.toString());
      return JavaConverters.asScalaBuffer(List.<SparkPlan>of()).toList();
    }
  }

  /** The physical plan, if the logical one is to be planned here. */
  private List<SparkPlan> plans(LogicalPlan plan) {
    return plan instanceof Project project && BatchExpressions.areIn(project)
        ? List.of(new BatchProjectExec(project.projectList(), planLater(project.child())))
        : List.of();
  }
}
