package io.sparkdeepfm.catalyst;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.runtime.AbstractFunction2;

/** Computes a projection of the rows of a partition in an executor, many rows at a time. */
final class BatchTask
    extends AbstractFunction2<Object, Iterator<InternalRow>, Iterator<InternalRow>>
    implements Serializable {
  private final Seq<Attribute> input;
  private final Seq<Attribute> kept;
  private final List<BatchGroup> groups;
  private final Seq<Attribute> known;
  private final Seq<Expression> output;

  /**
   * @param input columns of the rows
   * @param kept those among them that the output is made of
   * @param groups the columns to compute
   * @param output columns in terms of these two
   */
  private BatchTask(
      List<Attribute> input,
      List<Attribute> kept,
      List<BatchGroup> groups,
      List<Expression> output) {
    this.input = JavaConverters.asScalaBuffer(input).toList();
    this.kept = kept.size() == input.size() ? null : JavaConverters.asScalaBuffer(kept).toList();
    this.groups = groups;
    List<Attribute> all = new ArrayList<>(kept);
    groups.forEach(group -> all.addAll(group.attributes()));
    known = JavaConverters.asScalaBuffer(all).toList();
    this.output = JavaConverters.asScalaBuffer(output).toList();
  }

  static BatchTask of(Seq<NamedExpression> projectList, Seq<Attribute> input) {
    BatchExpressions expressions = new BatchExpressions();
    List<Expression> output =
        JavaConverters.seqAsJavaList(projectList).stream()
            .map(column -> expressions.replaceIn((Expression) column))
            .toList();
    List<Attribute> columns = JavaConverters.seqAsJavaList(input);
    List<Attribute> kept =
        columns.stream()
            .filter(column -> output.stream().anyMatch(e -> e.references().contains(column)))
            .toList();
    return new BatchTask(columns, kept, expressions.groups(), output);
  }

  @Override
  public Iterator<InternalRow> apply(Object partition, Iterator<InternalRow> rows) {
    int number = (Integer) partition;
    UnsafeProjection keep = kept == null ? null : UnsafeProjection.create(cast(kept), input);
    UnsafeProjection project = UnsafeProjection.create(output, known);
    project.initialize(number);
    List<BatchGroup.Values> batches =
        groups.stream().map(group -> group.newValues(input, number)).toList();
    return JavaConverters.asScalaIterator(
        new BatchRows(
            JavaConverters.asJavaIterator(rows),
            keep,
            batches,
            known.size() - (kept == null ? input : kept).size(),
            groups.stream().mapToInt(BatchGroup::batchSize).min().orElseThrow(),
            project));
  }

  /** Scala's sequences are covariant, which Java does not know. */
  @SuppressWarnings("unchecked")
  private static Seq<Expression> cast(Seq<? extends Expression> expressions) {
    return (Seq<Expression>) expressions;
  }
}
