package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.engine.TrainingEngine;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Persisted example blocks that are read when the first one is asked for. Spark's store, asked for
 * a partition that lies on disk, reads at once as much of it as there is room for in memory; but
 * most tasks are where the examples are in order to meet their worker, and read none.
 */
final class LazyBlocks extends RDD<ExampleBlock> {
  private static final ClassTag<ExampleBlock> TYPE = ClassTag$.MODULE$.apply(ExampleBlock.class);

  private LazyBlocks(RDD<ExampleBlock> persisted) {
    super(persisted, TYPE);
  }

  /** The same job with such blocks. */
  static TrainingEngine.Job of(TrainingEngine.Job job) {
    return new TrainingEngine.Job(
        JavaRDD.fromRDD(new LazyBlocks(job.blocks().rdd()), TYPE),
        job.examples(),
        job.config(),
        job.training(),
        job.coresPerExecutor(),
        job.initialParameters());
  }

  @Override
  public Partition[] getPartitions() {
    return firstParent(TYPE).partitions();
  }

  @Override
  public Iterator<ExampleBlock> compute(Partition split, TaskContext context) {
    return new Reading(firstParent(TYPE), split, context);
  }

  private static final class Reading extends AbstractIterator<ExampleBlock> {
    private final RDD<ExampleBlock> persisted;
    private final Partition split;
    private final TaskContext context;
    private Iterator<ExampleBlock> blocks; // null until the first is asked for

    Reading(RDD<ExampleBlock> persisted, Partition split, TaskContext context) {
      this.persisted = persisted;
      this.split = split;
      this.context = context;
    }

    @Override
    public boolean hasNext() {
      if (blocks == null) {
        blocks = persisted.iterator(split, context);
      }
      return blocks.hasNext();
    }

    @Override
    public ExampleBlock next() {
      hasNext();
      return blocks.next();
    }
  }
}
