package io.sparkdeepfm.catalyst;

import java.util.List;
import org.apache.spark.sql.execution.SparkPlan;
import scala.collection.IndexedSeq;

/** A physical plan whose children Spark hands on in this line's kind of sequence. */
abstract class LinePlan extends SparkPlan {
  /** A copy with other children. */
  abstract SparkPlan with(List<SparkPlan> children);

  @Override
  public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> children) {
    return with(ScalaLists.of(children));
  }
}
