package io.sparkdeepfm.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.status.api.v1.ExecutorSummary;
import scala.collection.Iterator;

/**
 * How many executors a Spark application has and how many cores each.
 *
 * @param executors at least 1; the driver itself in local mode
 * @param coresPerExecutor of the smallest executor, at least 1
 */
public record ClusterShape(int executors, int coresPerExecutor) {
  /**
   * The shape of a running application, as of now. A cluster is first waited for as Spark waits
   * before any job, until {@code spark.scheduler.minRegisteredResourcesRatio} of it are there.
   */
  public static ClusterShape of(SparkContext context) {
    if (!context.isLocal()) {
      JavaSparkContext.fromSparkContext(context).parallelize(List.of(0), 1).count();
    }
    // Not the default parallelism, which users set to anything. The driver of a cluster has 0
    // cores.
    List<Integer> cores = new ArrayList<>();
    Iterator<ExecutorSummary> executors = context.statusStore().executorList(true).iterator();
    while (executors.hasNext()) {
      int count = executors.next().totalCores();
      if (count > 0) {
        cores.add(count);
      }
    }
    return cores.isEmpty()
        ? new ClusterShape(1, context.isLocal() ? context.defaultParallelism() : 1)
        : new ClusterShape(cores.size(), Collections.min(cores));
  }

  /** One worker per executor. */
  public int defaultWorkers() {
    return executors;
  }

  /** Workers that an executor must hold if they are spread evenly. */
  private int workersPerExecutor(int numWorkers) {
    return (numWorkers + executors - 1) / executors;
  }

  /** Workers of an executor that train at the same time; others wait for their cores. */
  public int workersAtOnce(int numWorkers, int threads) {
    int places = Math.max(1, coresPerExecutor / coresToReserve(numWorkers, threads));
    return Math.min(places, workersPerExecutor(numWorkers));
  }

  /** All cores of an executor, shared out where it must hold several workers. */
  public int defaultThreads(int numWorkers) {
    return Math.max(1, coresPerExecutor / workersPerExecutor(numWorkers));
  }

  /**
   * Cores that the scheduler is to keep for a worker: its threads', but so few that all workers
   * have room at once. One that had to queue for its executor would be sent to another in time, and
   * lose its replica.
   */
  public int coresToReserve(int numWorkers, int threads) {
    return Math.min(threads, defaultThreads(numWorkers));
  }
}
