package io.sparkdeepfm.catalyst;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression$;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.types.StructField;
import scala.collection.JavaConverters;
import scala.collection.immutable.List$;
import scala.runtime.AbstractPartialFunction;

/**
 * Takes {@link BatchExpression}s out of other expressions, with an attribute in the place of each.
 */
final class BatchExpressions {
  private final Map<BatchExpression, Attribute> attributes = new HashMap<>();
  private final List<BatchExpression> found = new ArrayList<>();

  /** Whether a projection has columns to compute in batches. */
  static boolean areIn(Project project) {
    return JavaConverters.seqAsJavaList(project.expressions()).stream()
        .anyMatch(BatchExpressions::isIn);
  }

  /** Whether a projection's rows may be fewer without a change of its values. */
  static boolean areByRow(Project project) {
    return JavaConverters.seqAsJavaList(project.expressions()).stream()
        .allMatch(
            column ->
                column.deterministic()
                    || (column instanceof Alias alias
                        && alias.child() instanceof BatchExpression batch
                        && batch.vector().deterministic()));
  }

  private static boolean isIn(Expression expression) {
    return expression instanceof BatchExpression
        || JavaConverters.seqAsJavaList(expression.children()).stream()
            .anyMatch(BatchExpressions::isIn);
  }

  /** The expression with attributes in the place of those that are computed in batches. */
  Expression replaceIn(Expression expression) {
    return expression.transformDown(
        new AbstractPartialFunction<Expression, Expression>() {
          @Override
          public boolean isDefinedAt(Expression any) {
            return any instanceof BatchExpression;
          }

          @Override
          public Expression apply(Expression any) {
            return attributeOf((BatchExpression) any);
          }
        });
  }

  private Attribute attributeOf(BatchExpression expression) {
    return attributes.computeIfAbsent(
        expression,
        any -> {
          found.add(expression);
          StructField field = expression.field();
          return new AttributeReference(
              field.name(),
              field.dataType(),
              field.nullable(),
              field.metadata(),
              NamedExpression$.MODULE$.newExprId(),
              List$.MODULE$.<String>empty());
        });
  }

  /** What was replaced, grouped by what is computed together. */
  List<BatchGroup> groups() {
    List<BatchGroup> groups = new ArrayList<>();
    for (BatchExpression expression : found) {
      BatchGroup group =
          groups.stream()
              .filter(any -> any.fits(expression))
              .findFirst()
              .orElseGet(
                  () -> {
                    groups.add(new BatchGroup(expression.function(), expression.vector()));
                    return groups.get(groups.size() - 1);
                  });
      group.add(expression.column(), attributes.get(expression));
    }
    return groups;
  }
}
