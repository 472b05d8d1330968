package io.sparkdeepfm.catalyst;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** Columns that a function computes together from one vector of each row. */
final class BatchGroup implements Serializable {
  private final VectorFunction function;
  private final Expression vector;
  private final List<Integer> columns = new ArrayList<>();
  private final List<Attribute> attributes = new ArrayList<>();

  BatchGroup(VectorFunction function, Expression vector) {
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

  /**
   * Room for a batch, in an executor.
   *
   * @param input columns of the rows
   * @param partition number of the rows' partition
   */
  Values newValues(Seq<Attribute> input, int partition) {
    return new Values(input, partition);
  }

  /** A batch and its values. */
  final class Values {
    private final VectorFunction.Batch batch = function.newBatch(columns);
    private final CatalystValues values = new CatalystValues(function);
    private final int place; // of the vector in a row, or −1
    private final UnsafeProjection projection; // to the vector, or null

    private Values(Seq<Attribute> input, int partition) {
      place = vector instanceof Attribute attribute ? placeOf(attribute, input) : -1;
      projection =
          place >= 0
              ? null
              : UnsafeProjection.create(
                  JavaConverters.asScalaBuffer(List.of(vector)).toList(), input);
      if (projection != null) {
        projection.initialize(partition);
      }
    }

    private static int placeOf(Attribute attribute, Seq<Attribute> input) {
      List<Attribute> columns = JavaConverters.seqAsJavaList(input);
      for (int i = 0; i < columns.size(); i++) {
        if (columns.get(i).exprId().equals(attribute.exprId())) {
          return i;
        }
      }
      return -1;
    }

    void add(InternalRow row) {
      if (projection == null) {
        CatalystVectors.addTo(batch, row, place);
      } else {
        CatalystVectors.addTo(batch, projection.apply(row), 0);
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
