package io.sparkdeepfm.catalyst;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.catalyst.plans.physical.UnknownPartitioning;
import org.apache.spark.sql.execution.SparkPlan;
import scala.collection.IndexedSeq;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;

/** A projection that computes its {@link BatchExpression}s many rows at a time. */
public final class BatchProjectExec extends SparkPlan {
  private final Seq<NamedExpression> projectList;
  private final SparkPlan child;

  /**
   * Public for Spark, which copies plans by their constructors.
   *
   * @param projectList the columns, in terms of the child's output
   */
  public BatchProjectExec(Seq<NamedExpression> projectList, SparkPlan child) {
    this.projectList = projectList;
    this.child = child;
  }

  @Override
  public Seq<Attribute> output() {
    List<Attribute> attributes =
        JavaConverters.seqAsJavaList(projectList).stream()
            .map(NamedExpression::toAttribute)
            .toList();
    return JavaConverters.asScalaBuffer(attributes).toList();
  }

  /** The child's, as long as what it names is still there. */
  @Override
  public Partitioning outputPartitioning() {
    Partitioning partitioning = child.outputPartitioning();
    return partitioning instanceof Expression expression
            && !expression.references().subsetOf(outputSet())
        ? new UnknownPartitioning(partitioning.numPartitions())
        : partitioning;
  }

  /** The child's, up to what is no longer there. */
  @Override
  public Seq<SortOrder> outputOrdering() {
    List<SortOrder> ordering =
        JavaConverters.seqAsJavaList(child.outputOrdering()).stream()
            .takeWhile(order -> order.references().subsetOf(outputSet()))
            .toList();
    return JavaConverters.asScalaBuffer(ordering).toList();
  }

  @Override
  public RDD<InternalRow> doExecute() {
    return child
        .execute()
        .mapPartitionsWithIndex(
            Task.of(projectList, child.output()), true, ClassTag$.MODULE$.apply(InternalRow.class));
  }

  @Override
  public Seq<SparkPlan> children() {
    return JavaConverters.asScalaBuffer(List.of(child)).toList();
  }

  @Override
  public BatchProjectExec withNewChildrenInternal(IndexedSeq<SparkPlan> children) {
    return new BatchProjectExec(projectList, children.apply(0));
  }

  private List<Object> parts() {
    return List.of(projectList, child);
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
    return other instanceof BatchProjectExec;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BatchProjectExec that && parts().equals(that.parts());
  }

  @Override
  public int hashCode() {
    return parts().hashCode();
  }

  /** Computes a projection of the rows of a partition in an executor, many rows at a time. */
  static final class Task
      extends AbstractFunction2<Object, Iterator<InternalRow>, Iterator<InternalRow>>
      implements Serializable {
    private final Seq<Attribute> input;
    private final Seq<Attribute> kept;
    private final List<BatchExpressions.Group> groups;
    private final Seq<Attribute> known;
    private final Seq<Expression> output;

    /**
     * @param input columns of the rows
     * @param kept those among them that the output is made of
     * @param groups the columns to compute
     * @param output columns in terms of these two
     */
    private Task(
        List<Attribute> input,
        List<Attribute> kept,
        List<BatchExpressions.Group> groups,
        List<Expression> output) {
      this.input = JavaConverters.asScalaBuffer(input).toList();
      this.kept = kept.size() == input.size() ? null : JavaConverters.asScalaBuffer(kept).toList();
      this.groups = groups;
      List<Attribute> all = new ArrayList<>(kept);
      groups.forEach(group -> all.addAll(group.attributes()));
      known = JavaConverters.asScalaBuffer(all).toList();
      this.output = JavaConverters.asScalaBuffer(output).toList();
    }

    static Task of(Seq<NamedExpression> projectList, Seq<Attribute> input) {
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
      return new Task(columns, kept, expressions.groups(), output);
    }

    @Override
    public Iterator<InternalRow> apply(Object partition, Iterator<InternalRow> rows) {
      int number = (Integer) partition;
      UnsafeProjection keep = kept == null ? null : UnsafeProjection.create(cast(kept), input);
      UnsafeProjection project = UnsafeProjection.create(output, known);
      project.initialize(number);
      List<BatchExpressions.Group.Values> batches =
          groups.stream().map(group -> group.new Values(input, number)).toList();
      return JavaConverters.asScalaIterator(
          new BatchRows(
              JavaConverters.asJavaIterator(rows),
              keep,
              batches,
              known.size() - (kept == null ? input : kept).size(),
              groups.stream().mapToInt(BatchExpressions.Group::batchSize).min().orElseThrow(),
              project));
    }

    /** Scala's sequences are covariant, which Java does not know. */
    @SuppressWarnings("unchecked")
    private static Seq<Expression> cast(Seq<? extends Expression> expressions) {
      return (Seq<Expression>) expressions;
    }
  }
}
