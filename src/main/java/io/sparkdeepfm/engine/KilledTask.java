package io.sparkdeepfm.engine;

import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;

/**
 * Ends a task that Spark has killed, as those of a cancelled job: Spark's own iterators look for
 * that between rows, but training goes over many examples between two rows.
 */
public final class KilledTask {
  private KilledTask() {}

  /**
   * @param task the task that works, taken in its own thread; null outside of Spark
   * @throws TaskKilledException if Spark has killed it
   */
  public static void check(TaskContext task) {
    if (task != null && task.isInterrupted()) {
      throw new TaskKilledException("the training was cancelled");
    }
  }
}
