package io.sparkdeepfm.train;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;

/**
 * How many executors a Spark application has and how many cores each.
 *
 * @param executors at least 1; the driver itself in local mode
 * @param coresPerExecutor at least 1
 */
public record ClusterShape(int executors, int coresPerExecutor) {
  /** The shape of a running application, as of now. */
  public static ClusterShape of(SparkContext context) {
    if (context.isLocal()) {
      return new ClusterShape(1, Math.max(1, context.defaultParallelism()));
    }
    // The driver is among those that the tracker lists.
    int executors = Math.max(1, context.statusTracker().getExecutorInfos().length - 1);
    SparkConf conf = context.conf();
    int cores =
        conf.contains("spark.executor.cores")
            ? conf.getInt("spark.executor.cores", 1)
            : context.defaultParallelism() / executors;
    return new ClusterShape(executors, Math.max(1, cores));
  }

  /** One worker per executor. */
  public int defaultWorkers() {
    return executors;
  }

  /** All cores of an executor, shared out where it must hold several workers. */
  public int defaultThreads(int numWorkers) {
    int workersPerExecutor = (numWorkers + executors - 1) / executors;
    return Math.max(1, coresPerExecutor / workersPerExecutor);
  }
}
