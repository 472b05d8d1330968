package io.sparkdeepfm.train;

import java.util.Collections;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.status.api.v1.ExecutorSummary;
import scala.collection.JavaConverters;

/**
 * How many executors a Spark application has and how many cores each.
 *
 * @param executors at least 1; the driver itself in local mode
 * @param coresPerExecutor of the smallest executor, at least 1
 */
public record ClusterShape(int executors, int coresPerExecutor) {
  /** The shape of a running application, as of now. */
  public static ClusterShape of(SparkContext context) {
    // Not the default parallelism, which users set to anything. The driver of a cluster has 0
    // cores.
    List<Integer> cores =
        JavaConverters.seqAsJavaList(context.statusStore().executorList(true)).stream()
            .map(ExecutorSummary::totalCores)
            .filter(count -> count > 0)
            .toList();
    return cores.isEmpty()
        ? new ClusterShape(1, context.isLocal() ? context.defaultParallelism() : 1)
        : new ClusterShape(cores.size(), Collections.min(cores));
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

  /** Cores that a worker of so many threads uses: never more than an executor has. */
  public int coresOf(int threads) {
    return Math.min(threads, coresPerExecutor);
  }
}
