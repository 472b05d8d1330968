package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.engine.KilledTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;

/** What a task may be that finds no worker although there is one. */
final class SpeculativeCopy {
  private static final String SPECULATION = "spark.speculation";
  private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private SpeculativeCopy() {}

  /**
   * Waits to be killed for up to two minutes, if this task may be a copy of one that still runs: it
   * is not the first attempt, and Spark makes copies. A worker whose executor died is then replaced
   * that much later.
   */
  static void waitForTheOriginal() {
    TaskContext task = TaskContext.get();
    if (task == null || task.attemptNumber() == 0 || SparkEnv.get() == null) {
      return;
    }
    if (SparkEnv.get().conf().getBoolean(SPECULATION, false)) {
      long begin = System.nanoTime();
      while (System.nanoTime() - begin < LIMIT_NANOS) {
        KilledTask.check(task);
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }
  }
}
