package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.WorkerExamples;
import io.sparkdeepfm.engine.TrainingJob;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;

/**
 * What the workers have: training examples, and a device that they can compute on.
 *
 * @param examplesOf each worker, in their order
 */
record WorkerSizes(List<Long> examplesOf) {
  /**
   * Asks all workers for their devices.
   *
   * @throws IllegalArgumentException if one cannot compute on the device that Spark gave it
   */
  static WorkerSizes of(TrainingJob job) {
    job.blocks().mapPartitions(WorkerSizes::problem, true).collect().stream()
        .findFirst()
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(problem);
            });
    return new WorkerSizes(job.examples().stream().map(WorkerExamples::count).toList());
  }

  /** None, or a sentence for the user; a task that throws would be tried again. */
  private static Iterator<String> problem(Iterator<ExampleBlock> blocks) {
    try {
      Dl4jEngine.requirePresent(Thread.currentThread().getContextClassLoader());
      DeviceChoice.use(Nd4jDevices.load(), DeviceChoice.granted(TaskContext.get()));
      return Collections.emptyIterator();
    } catch (IllegalArgumentException | IllegalStateException e) {
      return List.of(e.getMessage()).iterator();
    }
  }

  long examples() {
    return examplesUpTo(Long.MAX_VALUE);
  }

  /** Examples of all workers if each has done at most so many. */
  long examplesUpTo(long limit) {
    return examplesOf.stream().mapToLong(size -> Math.min(size, limit)).sum();
  }

  /** Steps of the worker with most examples. */
  int steps(int batchSize) {
    long most = examplesOf.stream().mapToLong(Long::longValue).max().orElse(0);
    return Math.toIntExact((most + batchSize - 1) / batchSize);
  }
}
