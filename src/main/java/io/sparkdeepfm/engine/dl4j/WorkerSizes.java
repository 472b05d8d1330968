package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.data.ExampleBlock;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/**
 * How many training examples each worker has.
 *
 * @param perWorker in the order of the workers
 */
record WorkerSizes(List<Long> perWorker) {
  static WorkerSizes of(JavaRDD<ExampleBlock> blocks) {
    return new WorkerSizes(List.copyOf(blocks.mapPartitions(WorkerSizes::count, true).collect()));
  }

  private static Iterator<Long> count(Iterator<ExampleBlock> blocks) {
    long examples = 0;
    while (blocks.hasNext()) {
      ExampleBlock block = blocks.next();
      examples += block.validation() ? 0 : block.size();
    }
    return List.of(examples).iterator();
  }

  long examples() {
    return examplesUpTo(Long.MAX_VALUE);
  }

  /** Examples of all workers if each has done at most so many. */
  long examplesUpTo(long limit) {
    return perWorker.stream().mapToLong(size -> Math.min(size, limit)).sum();
  }

  /** Steps of the worker with most examples. */
  int steps(int batchSize) {
    long most = perWorker.stream().mapToLong(Long::longValue).max().orElse(0);
    return Math.toIntExact((most + batchSize - 1) / batchSize);
  }
}
