package io.sparkdeepfm.scan;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.ApplyFunctionExpression;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.CreateArray;
import org.apache.spark.sql.catalyst.expressions.CreateNamedStruct;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.expressions.ScalaUDF;
import scala.Predef;
import scala.collection.JavaConverters;

/**
 * A projection cut in two: cells, each of which depends on one column of the batches, and outputs,
 * which are computed from a row of cells.
 *
 * @param cells over the rows of a batch
 * @param outputs over rows of cells
 */
record CellProjection(List<Cell> cells, List<Expression> outputs) implements Serializable {
  /**
   * Cuts the projection of a scan, if that is of use: if results of some cell are kept. Not if
   * something is computed anew for each row, as a random number is, or by another query.
   */
  static Optional<CellProjection> of(ColumnarScan scan) {
    Cutter cutter = new Cutter(scan);
    List<Expression> outputs = new ArrayList<>();
    for (Expression output : scan.projection()) {
      if (!output.deterministic() || hasQuery(output)) {
        return Optional.empty();
      }
      outputs.add(cutter.cut(output));
    }
    CellProjection projection = new CellProjection(cutter.cells, outputs);
    return cutter.cells.stream().anyMatch(Cell::isKept)
        ? Optional.of(projection)
        : Optional.empty();
  }

  private static boolean hasQuery(Expression expression) {
    return expression instanceof PlanExpression
        || JavaConverters.seqAsJavaList(expression.children()).stream()
            .anyMatch(CellProjection::hasQuery);
  }

  /**
   * Takes cells out of expressions: the largest that are computed from one column for every row,
   * and the columns of what remains.
   */
  private static final class Cutter {
    private final ColumnarScan scan;
    private final List<Cell> cells = new ArrayList<>();

    Cutter(ColumnarScan scan) {
      this.scan = scan;
    }

    Expression cut(Expression expression) {
      if (expression.references().size() == 1 && Cell.canKeep(expression.dataType())) {
        Expression column = (Expression) expression.references().head();
        return cell(replaceColumns(expression, this::inBatch), scan.position(column));
      }
      return evaluatesAll(expression)
          ? withChildren(expression, this::cut)
          : replaceColumns(expression, column -> cell(inBatch(column), scan.position(column)));
    }

    private Expression cell(Expression expression, int column) {
      cells.add(new Cell(expression, column));
      return new BoundReference(cells.size() - 1, expression.dataType(), expression.nullable());
    }

    private Expression inBatch(AttributeReference column) {
      return new BoundReference(scan.position(column), column.dataType(), column.nullable());
    }
  }

  /**
   * Whether every evaluation evaluates all children. Under anything else, as a condition, a sum
   * with null or a function of elements is, a child may never be evaluated, and fail if it were.
   */
  private static boolean evaluatesAll(Expression expression) {
    return expression instanceof Alias
        || expression instanceof ApplyFunctionExpression
        || expression instanceof ScalaUDF
        || expression instanceof CreateNamedStruct
        || expression instanceof CreateArray;
  }

  private static Expression replaceColumns(
      Expression expression, Function<AttributeReference, Expression> replacement) {
    return expression instanceof AttributeReference column
        ? replacement.apply(column)
        : withChildren(expression, child -> replaceColumns(child, replacement));
  }

  private static Expression withChildren(Expression expression, UnaryOperator<Expression> change) {
    Expression[] children =
        JavaConverters.seqAsJavaList(expression.children()).stream()
            .map(change)
            .toArray(Expression[]::new);
    return children.length == 0
        ? expression
        : expression.withNewChildren(Predef.wrapRefArray(children));
  }
}
