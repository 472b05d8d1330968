package io.sparkdeepfm.catalyst;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Unevaluable;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenFallback;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;

/**
 * One column of a {@link VectorFunction}. In a projection it is computed by {@link
 * BatchProjectExec}; wherever Spark evaluates it otherwise, it gives the same row by row.
 *
 * <p>To Spark it is not deterministic, the word for an expression that must be neither copied nor
 * moved: a filter on a column would else compute it a second time. And it is {@link Unevaluable},
 * which keeps the optimizer from evaluating it row by row over small local data.
 */
public final class BatchExpression extends LineExpression
    implements Unevaluable, CodegenFallback, Serializable {
  private final VectorFunction function;
  private final int column;
  private final Expression vector;
  private transient VectorFunction.Batch single;
  private transient BatchVectors vectors;
  private transient CatalystValues values;

  /**
   * Public for Spark, which copies expressions by their constructors.
   *
   * @param column place in the function's outputs
   * @param vector what the function is computed from
   */
  public BatchExpression(VectorFunction function, int column, Expression vector) {
    this.function = function;
    this.column = column;
    this.vector = vector;
  }

  VectorFunction function() {
    return function;
  }

  int column() {
    return column;
  }

  /** What the function is computed from. */
  Expression vector() {
    return vector;
  }

  @Override
  public scala.collection.immutable.List<Expression> children() {
    return ScalaLists.of(List.of(vector));
  }

  /** The column's name and type. */
  StructField field() {
    return function.outputs().get(column);
  }

  @Override
  public DataType dataType() {
    return field().dataType();
  }

  @Override
  public boolean nullable() {
    return field().nullable();
  }

  @Override
  public boolean foldable() {
    return false;
  }

  @Override
  public boolean deterministic() {
    return false;
  }

  /** Each thread that evaluates it gets a copy. */
  @Override
  public boolean stateful() {
    return true;
  }

  @Override
  public Object eval(InternalRow row) {
    if (single == null) {
      single = function.newBatch(List.of(column));
      vectors = new BatchVectors(single);
      values = new CatalystValues(function);
    }
    vectors.add((InternalRow) vector.eval(row));
    single.compute();
    return values.of(single.values(0)[0]);
  }

  @Override
  public ExprCode doGenCode(CodegenContext context, ExprCode code) {
    return CodegenFallback.super.doGenCode(context, code);
  }

  @Override
  BatchExpression with(List<Expression> children) {
    return new BatchExpression(function, column, children.get(0));
  }

  @Override
  public String toString() {
    return field().name() + "(" + vector + ")";
  }

  private List<Object> parts() {
    return List.of(function, column, vector);
  }

  @Override
  public int productArity() {
    return parts().size();
  }

  @Override
  public Object productElement(int n) {
    return parts().get(n);
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof BatchExpression;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BatchExpression that && parts().equals(that.parts());
  }

  @Override
  public int hashCode() {
    return parts().hashCode();
  }
}
