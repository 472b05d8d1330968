package io.sparkdeepfm.engine;

import io.sparkdeepfm.data.Refusal;
import org.apache.spark.SparkContext;

/**
 * Heap that a training cannot do without, for its parameters alone: where that is not there, the
 * data need not be encoded first to find out.
 *
 * @param engine the name under which users choose it
 * @param parameters of the model
 * @param executor bytes in each executor
 * @param driver bytes in the driver
 * @param otherwise what users can do beside raising the heap, behind "or"
 */
public record HeapNeeds(
    String engine, long parameters, long executor, long driver, String otherwise) {
  private static final long MIB = 1 << 20;
  private static final String EXECUTOR_MEMORY = "spark.executor.memory";
  private static final String DRIVER_MEMORY = "spark.driver.memory";

  /** The same with so many bytes more. */
  public HeapNeeds and(long inExecutor, long inDriver) {
    return new HeapNeeds(engine, parameters, executor + inExecutor, driver + inDriver, otherwise);
  }

  /**
   * Compares with what there is.
   *
   * @throws IllegalArgumentException if a heap is too small
   */
  public void check(Heaps heaps) {
    if (heaps.shared()) {
      require("the driver", executor + driver, heaps.driver(), DRIVER_MEMORY);
    } else {
      require("each executor", executor, heaps.executor(), EXECUTOR_MEMORY);
      require("the driver", driver, heaps.driver(), DRIVER_MEMORY);
    }
  }

  private void require(String where, long needed, long available, String setting) {
    if (needed > available) {
      throw Refusal.of(
          "engine '%s' needs %d MiB of heap in %s for the model's %d parameters, but it has %d"
              + " MiB; raise %s%s, or %s.",
          engine,
          (needed + MIB - 1) / MIB,
          where,
          parameters,
          available / MIB,
          setting,
          setting.equals(DRIVER_MEMORY) ? " (SPARK_DEEPFM_HEAP for submit/train.sh)" : "",
          otherwise);
    }
  }

  /**
   * What the heaps of a Spark application may grow to, in bytes.
   *
   * @param shared whether the driver is the executor too, as in local mode; then both are the same
   * @param executor of each executor
   * @param driver of the driver
   */
  public record Heaps(boolean shared, long executor, long driver) {
    /** Those of a running application. */
    public static Heaps of(SparkContext context) {
      long driver = Runtime.getRuntime().maxMemory();
      long executor = context.isLocal() ? driver : context.executorMemory() * (1L << 20);
      return new Heaps(context.isLocal(), executor, driver);
    }
  }
}
