package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.data.ExampleBlock;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;

/**
 * What the workers have: training examples, and a device that they can compute on.
 *
 * @param examplesOf each worker, in their order
 */
record WorkerSizes(List<Long> examplesOf) {
  /** One worker's answer. Not a record: Kryo cannot make records. */
  private static final class Answer implements Serializable {
    private final long examples;
    private final String problem;

    Answer(long examples, String problem) {
      this.examples = examples;
      this.problem = problem;
    }
  }

  /**
   * Asks all workers.
   *
   * @throws IllegalArgumentException if one cannot compute on the device that Spark gave it
   */
  static WorkerSizes of(JavaRDD<ExampleBlock> blocks) {
    List<Answer> answers = blocks.mapPartitions(WorkerSizes::answer, true).collect();
    for (Answer answer : answers) {
      if (answer.problem != null) {
        throw new IllegalArgumentException(answer.problem);
      }
    }
    return new WorkerSizes(answers.stream().map(answer -> answer.examples).toList());
  }

  private static Iterator<Answer> answer(Iterator<ExampleBlock> blocks) {
    String problem = null;
    try {
      Dl4jEngine.requirePresent(Thread.currentThread().getContextClassLoader());
      DeviceChoice.use(Nd4jDevices.load(), DeviceChoice.granted(TaskContext.get()));
    } catch (IllegalArgumentException | IllegalStateException e) {
      problem = e.getMessage(); // a sentence for the user; a task that throws is tried again
    }
    return List.of(new Answer(countTraining(blocks), problem)).iterator();
  }

  private static long countTraining(Iterator<ExampleBlock> blocks) {
    long examples = 0;
    while (blocks.hasNext()) {
      ExampleBlock block = blocks.next();
      examples += block.validation() ? 0 : block.size();
    }
    return examples;
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
