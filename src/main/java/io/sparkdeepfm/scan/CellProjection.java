package io.sparkdeepfm.scan;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
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
   * Cuts the projection of a scan, if that is of use: if results of some cell can be kept. Not if
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

  /** Takes the largest subexpressions that have one column out as cells. */
  private static final class Cutter {
    private final ColumnarScan scan;
    private final List<Cell> cells = new ArrayList<>();

    Cutter(ColumnarScan scan) {
      this.scan = scan;
    }

    Expression cut(Expression expression) {
      int numColumns = expression.references().size();
      if (numColumns == 1) {
        Expression column = (Expression) expression.references().head();
        cells.add(new Cell(bind(expression), scan.position(column)));
        return new BoundReference(cells.size() - 1, expression.dataType(), expression.nullable());
      }
      return numColumns == 0 ? expression : withChildren(expression, this::cut);
    }

    private Expression bind(Expression expression) {
      if (expression instanceof AttributeReference column) {
        return new BoundReference(scan.position(column), column.dataType(), column.nullable());
      }
      return withChildren(expression, this::bind);
    }
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
