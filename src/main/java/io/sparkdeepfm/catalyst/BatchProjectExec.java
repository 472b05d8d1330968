package io.sparkdeepfm.catalyst;

import java.util.List;
import java.util.Objects;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.catalyst.plans.physical.UnknownPartitioning;
import org.apache.spark.sql.execution.SparkPlan;
import scala.collection.IndexedSeq;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag$;

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
            BatchTask.of(projectList, child.output()),
            true,
            ClassTag$.MODULE$.apply(InternalRow.class));
  }

  @Override
  public Seq<SparkPlan> children() {
    return JavaConverters.asScalaBuffer(List.of(child)).toList();
  }

  @Override
  public BatchProjectExec withNewChildrenInternal(IndexedSeq<SparkPlan> children) {
    return new BatchProjectExec(projectList, children.apply(0));
  }

  @Override
  public int productArity() {
    return 2;
  }

  @Override
  public Object productElement(int n) {
    return switch (n) {
      case 0 -> projectList;
      case 1 -> child;
      default -> throw new IndexOutOfBoundsException(n);
    };
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof BatchProjectExec;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BatchProjectExec that
        && projectList.equals(that.projectList)
        && child.equals(that.child);
  }

  @Override
  public int hashCode() {
    return Objects.hash(projectList, child);
  }
}
