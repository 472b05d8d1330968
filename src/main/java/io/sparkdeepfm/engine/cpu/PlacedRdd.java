package io.sparkdeepfm.engine.cpu;

import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import scala.collection.Iterator;
import scala.collection.immutable.List;
import scala.collection.immutable.List$;
import scala.reflect.ClassTag;

/** An RDD as it is, each partition of which is best computed in a given executor. */
final class PlacedRdd<T> extends RDD<T> {
  private static final long serialVersionUID = 1;

  private final String[] places;
  private final ClassTag<T> type;

  /**
   * @param places by partition; null where the parent's hold
   */
  PlacedRdd(RDD<T> parent, String[] places, ClassTag<T> type) {
    super(parent, type);
    this.places = places.clone();
    this.type = type;
  }

  @Override
  public Iterator<T> compute(Partition split, TaskContext context) {
    return parent().iterator(split, context);
  }

  @Override
  public Partition[] getPartitions() {
    return parent().partitions();
  }

  private RDD<T> parent() {
    return firstParent(type);
  }

  @Override
  public List<String> getPreferredLocations(Partition split) {
    List<String> nowhere = List$.MODULE$.empty();
    String place = places[split.index()];
    return place == null ? nowhere : nowhere.$colon$colon(place);
  }
}
