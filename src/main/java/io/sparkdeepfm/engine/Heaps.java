package io.sparkdeepfm.engine;

import org.apache.spark.SparkContext;

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
