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
import scala.collection.Iterator;
import scala.collection.Seq;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;

/** A projection that computes its {@link BatchExpression}s many rows at a time. */
public final class BatchProjectExec extends LinePlan {
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
  public scala.collection.immutable.List<Attribute> output() {
    return ScalaLists.of(
        ScalaLists.of(projectList).stream().map(NamedExpression::toAttribute).toList());
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
  public scala.collection.immutable.List<SortOrder> outputOrdering() {
    return ScalaLists.of(
        ScalaLists.of(child.outputOrdering()).stream()
            .takeWhile(order -> order.references().subsetOf(outputSet()))
            .toList());
  }

  @Override
  public RDD<InternalRow> doExecute() {
    return child
        .execute()
        .mapPartitionsWithIndex(
            Task.of(ScalaLists.of(projectList), ScalaLists.of(child.output())),
            true,
            ClassTag$.MODULE$.apply(InternalRow.class));
  }

  @Override
  public scala.collection.immutable.List<SparkPlan> children() {
    return ScalaLists.of(List.of(child));
  }

  @Override
  BatchProjectExec with(List<SparkPlan> children) {
    return new BatchProjectExec(projectList, children.get(0));
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
    private final List<Attribute> input;
    private final List<Attribute> kept;
    private final List<BatchExpressions.Group> groups;
    private final List<Attribute> known;
    private final List<Expression> output;

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
      this.input = input;
      this.kept = kept;
      this.groups = groups;
      known = new ArrayList<>(kept);
      groups.forEach(group -> known.addAll(group.attributes()));
      this.output = output;
    }

    static Task of(List<NamedExpression> projectList, List<Attribute> input) {
      BatchExpressions expressions = new BatchExpressions();
      List<Expression> output =
          projectList.stream().map(column -> expressions.replaceIn((Expression) column)).toList();
      List<Attribute> kept =
          input.stream()
              .filter(column -> output.stream().anyMatch(e -> e.references().contains(column)))
              .toList();
      return new Task(input, kept, expressions.groups(), output);
    }

    @Override
    public Iterator<InternalRow> apply(Object partition, Iterator<InternalRow> rows) {
      int number = (Integer) partition;
      UnsafeProjection keep =
          kept.size() == input.size()
              ? null
              : UnsafeProjection.create(ScalaLists.<Expression>of(kept), ScalaLists.of(input));
      UnsafeProjection project =
          UnsafeProjection.create(ScalaLists.of(output), ScalaLists.of(known));
      project.initialize(number);
      return new BatchRows(
          rows,
          keep,
          kept.size(),
          groups.stream().map(group -> group.new Values(input, number)).toList(),
          known.size() - kept.size(),
          groups.stream().mapToInt(BatchExpressions.Group::batchSize).min().orElseThrow(),
          project);
    }
  }
}
