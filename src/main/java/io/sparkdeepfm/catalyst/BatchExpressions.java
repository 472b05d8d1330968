package io.sparkdeepfm.catalyst;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.NamedExpression$;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.types.StructField;
import scala.PartialFunction;
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
    return ScalaLists.of(project.expressions()).stream().anyMatch(BatchExpressions::isIn);
  }

  /** Whether a projection's rows may be fewer without a change of its values. */
  static boolean areByRow(Project project) {
    return ScalaLists.of(project.expressions()).stream()
        .allMatch(
            column ->
                column.deterministic()
                    || (column instanceof Alias alias
                        && alias.child() instanceof BatchExpression batch
                        && batch.vector().deterministic()));
  }

  private static boolean isIn(Expression expression) {
    return expression instanceof BatchExpression
        || ScalaLists.of(expression.children()).stream().anyMatch(BatchExpressions::isIn);
  }

  /** The expression with attributes in the place of those that are computed in batches. */
  Expression replaceIn(Expression expression) {
    return expression.transformDown(
        rewriting(any -> any instanceof BatchExpression batch ? attributeOf(batch) : any));
  }

  /** For the nodes of a tree of Spark's: those that do not change are given back. */
  static <T> PartialFunction<T, T> rewriting(UnaryOperator<T> change) {
    return new AbstractPartialFunction<>() {
      @Override
      public boolean isDefinedAt(T node) {
        return true;
      }

      @Override
      public T apply(T node) {
        return change.apply(node);
      }
    };
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
  List<Group> groups() {
    List<Group> groups = new ArrayList<>();
    for (BatchExpression expression : found) {
      Group group =
          groups.stream()
              .filter(any -> any.fits(expression))
              .findFirst()
              .orElseGet(
                  () -> {
                    groups.add(new Group(expression.function(), expression.vector()));
                    return groups.get(groups.size() - 1);
                  });
      group.add(expression.column(), attributes.get(expression));
    }
    return groups;
  }

  /** Columns that a function computes together from one vector of each row. */
  static final class Group implements Serializable {
    private final VectorFunction function;
    private final Expression vector;
    private final List<Integer> columns = new ArrayList<>();
    private final List<Attribute> attributes = new ArrayList<>();

    Group(VectorFunction function, Expression vector) {
      this.function = function;
      this.vector = vector;
    }

    boolean fits(BatchExpression expression) {
      return function.equals(expression.function()) && vector.equals(expression.vector());
    }

    /**
     * @param column place in the function's outputs
     * @param attribute the name of its values
     */
    void add(int column, Attribute attribute) {
      columns.add(column);
      attributes.add(attribute);
    }

    /** The names of the columns, in order. */
    List<Attribute> attributes() {
      return attributes;
    }

    int batchSize() {
      return function.batchSize();
    }

    /** A batch and its values, in an executor. */
    final class Values {
      private final VectorFunction.Batch batch = function.newBatch(columns);
      private final BatchVectors vectors = new BatchVectors(batch);
      private final CatalystValues values = new CatalystValues(function);
      private final int place; // of the vector in a row, or −1
      private final UnsafeProjection projection; // to the vector, or null

      /**
       * @param input columns of the rows
       * @param partition number of the rows' partition
       */
      Values(List<Attribute> input, int partition) {
        place = vector instanceof Attribute attribute ? placeOf(attribute, input) : -1;
        projection =
            place >= 0
                ? null
                : UnsafeProjection.create(ScalaLists.of(List.of(vector)), ScalaLists.of(input));
        if (projection != null) {
          projection.initialize(partition);
        }
      }

      private static int placeOf(Attribute attribute, List<Attribute> columns) {
        for (int i = 0; i < columns.size(); i++) {
          if (columns.get(i).exprId().equals(attribute.exprId())) {
            return i;
          }
        }
        return -1;
      }

      void add(InternalRow row) {
        if (projection == null) {
          vectors.add(row, place);
        } else {
          vectors.add(projection.apply(row), 0);
        }
      }

      void compute() {
        batch.compute();
      }

      /**
       * Sets the group's columns of a row, of which the first is at {@code begin}; gives the next.
       */
      int put(int number, GenericInternalRow row, int begin) {
        Object[] computed = batch.values(number);
        for (int i = 0; i < computed.length; i++) {
          row.update(begin + i, values.of(computed[i]));
        }
        return begin + computed.length;
      }
    }
  }
}
