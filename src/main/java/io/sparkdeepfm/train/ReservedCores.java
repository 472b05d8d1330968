package io.sparkdeepfm.train;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has Spark's scheduler keep all cores of a worker free for it, so that workers are spread over the
 * executors and no other task runs on their cores (stage-level scheduling).
 */
final class ReservedCores {
  private static final Logger LOG = LoggerFactory.getLogger(ReservedCores.class);

  private ReservedCores() {}

  /**
   * The same RDD, each task of which takes {@code cores} cores. Unchanged where a task has them
   * anyway, in local mode, and where Spark cannot do it: then workers that meet in an executor take
   * turns.
   */
  static <T> JavaRDD<T> reserve(JavaRDD<T> rdd, int cores) {
    SparkConf conf = rdd.context().conf();
    boolean dynamic = conf.getBoolean("spark.dynamicAllocation.enabled", false);
    if (rdd.context().isLocal() || dynamic || cores <= conf.getInt("spark.task.cpus", 1)) {
      return rdd;
    }
    ResourceProfile profile =
        new ResourceProfileBuilder().require(new TaskResourceRequests().cpus(cores)).build();
    try {
      return rdd.withResources(profile);
    } catch (Exception e) { // a SparkException, which Scala does not declare
      LOG.info("Workers are not given {} cores each by the scheduler: {}", cores, e.getMessage());
      return rdd;
    }
  }
}
