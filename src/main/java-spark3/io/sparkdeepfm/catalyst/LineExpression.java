package io.sparkdeepfm.catalyst;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Expression;
import scala.collection.IndexedSeq;

/** An expression whose children Spark hands on in this line's kind of sequence. */
abstract class LineExpression extends Expression {
  /** A copy with other children. */
  abstract Expression with(List<Expression> children);

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> children) {
    return with(ScalaLists.of(children));
  }
}
