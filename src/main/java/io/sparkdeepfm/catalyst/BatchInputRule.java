package io.sparkdeepfm.catalyst;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.optimizer.PushDownPredicates$;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a projection with {@link BatchExpression}s no more rows and columns than it needs.
 *
 * <p>What a filter asks of the input's columns goes below; Spark's own rule leaves all filters
 * above a projection that is not deterministic. And the columns that are read are projected first,
 * which a file scan looks for: it takes them from a projection that it is planned with, and {@link
 * BatchColumns.BatchStrategy} plans this one alone.
 *
 * <p>Both are done here rather than by the strategy, because adaptive execution wants to find the
 * operators that it has planned in the logical plan.
 */
final class BatchInputRule extends Rule<LogicalPlan> {
  private static final Logger LOG = LoggerFactory.getLogger(BatchInputRule.class);

  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    try {
      return optimized(plan);
    } catch (LinkageError e) {
      LOG.warn(
          "This build of Spark has other plans, so rows and columns may be read for nothing: {}",
          e.toString());
      return plan;
    }
  }

  private static LogicalPlan optimized(LogicalPlan plan) {
    LogicalPlan moved = plan.transformDown(BatchExpressions.rewriting(BatchInputRule::move));
    LogicalPlan pushed = moved == plan ? plan : PushDownPredicates$.MODULE$.apply(moved);
    return pushed.transformDown(BatchExpressions.rewriting(BatchInputRule::prune));
  }

  /** A filter above such a projection to one below it, as far as it can move. */
  private static LogicalPlan move(LogicalPlan plan) {
    if (plan instanceof Filter filter
        && filter.child() instanceof Project project
        && BatchExpressions.areIn(project)
        && BatchExpressions.areByRow(project)) {
      List<Expression> below = below(filter, project);
      List<Expression> above = conditions(filter).stream().filter(c -> !below.contains(c)).toList();
      if (!below.isEmpty()) {
        LogicalPlan computed =
            new Project(project.projectList(), new Filter(all(below), project.child()));
        return above.isEmpty() ? computed : new Filter(all(above), computed);
      }
    }
    return plan;
  }

  private static List<Expression> conditions(Filter filter) {
    return ScalaLists.of(filter.splitConjunctivePredicates(filter.condition()));
  }

  /** The conditions that can move; as in Spark, none moves past one that must not. */
  private static List<Expression> below(Filter filter, Project project) {
    return conditions(filter).stream()
        .takeWhile(Expression::deterministic)
        .filter(condition -> condition.references().subsetOf(project.child().outputSet()))
        .toList();
  }

  private static Expression all(List<Expression> conditions) {
    return conditions.stream().reduce(And::new).orElseThrow();
  }

  /** Such a projection to one over the columns that it reads. */
  private static LogicalPlan prune(LogicalPlan plan) {
    if (!(plan instanceof Project project)
        || !BatchExpressions.areIn(project)
        || project.child().outputSet().subsetOf(project.references())) {
      return plan;
    }
    List<NamedExpression> read = new ArrayList<>();
    for (Attribute column : ScalaLists.<Attribute>of(project.child().output())) {
      if (project.references().contains(column)) {
        read.add(column);
      }
    }
    return new Project(project.projectList(), new Project(ScalaLists.of(read), project.child()));
  }
}
