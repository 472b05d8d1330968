package io.sparkdeepfm.catalyst;

import io.sparkdeepfm.model.Explainer.Explanation;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.unsafe.types.UTF8String;

/** The values of a function as Spark keeps them in its rows. */
final class CatalystValues {
  private final UTF8String[] fields;

  CatalystValues(VectorFunction function) {
    fields = function.fieldNames().stream().map(UTF8String::fromString).toArray(UTF8String[]::new);
  }

  /** A value of the types that {@link VectorFunction.Batch#values} names. */
  Object of(Object value) {
    if (value instanceof Vector vector) {
      return InternalVectors.toRow(vector);
    }
    return value instanceof Explanation explanation ? row(explanation) : value;
  }

  private InternalRow row(Explanation explanation) {
    return row(
        explanation.bias(),
        firstOrder(explanation.firstOrder()),
        secondOrder(explanation.secondOrder()),
        explanation.deep());
  }

  private ArrayBasedMapData firstOrder(List<Explanation.FieldTerm> terms) {
    Object[] names = new Object[terms.size()];
    Object[] values = new Object[terms.size()];
    for (int i = 0; i < names.length; i++) {
      names[i] = fields[terms.get(i).field()];
      values[i] = terms.get(i).term();
    }
    return new ArrayBasedMapData(new GenericArrayData(names), new GenericArrayData(values));
  }

  private GenericArrayData secondOrder(List<Explanation.PairTerm> terms) {
    Object[] pairs = new Object[terms.size()];
    for (int i = 0; i < pairs.length; i++) {
      Explanation.PairTerm pair = terms.get(i);
      pairs[i] = row(fields[pair.field1()], fields[pair.field2()], pair.term());
    }
    return new GenericArrayData(pairs);
  }

  private static InternalRow row(Object... values) {
    return new GenericInternalRow(values);
  }
}
