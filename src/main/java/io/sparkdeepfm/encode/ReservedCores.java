package io.sparkdeepfm.encode;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * Has Spark's scheduler keep all cores of a worker free for it, so that workers are spread over the
 * executors and no other task runs on their cores (stage-level scheduling).
 */
public final class ReservedCores {
  private static final Logger LOG = LoggerFactory.getLogger(ReservedCores.class);

  private static final String PREFIX = "spark.task.resource.";
  private static final String AMOUNT = ".amount";

  private ReservedCores() {}

  /**
   * The same RDD, each task of which takes {@code cores} cores. Unchanged where a task has them
   * anyway, in local mode, and where Spark cannot do it: then workers that meet in an executor take
   * turns.
   */
  public static <T> JavaRDD<T> reserve(JavaRDD<T> rdd, int cores) {
    SparkConf conf = rdd.context().conf();
    boolean dynamic = conf.getBoolean("spark.dynamicAllocation.enabled", false);
    if (rdd.context().isLocal() || dynamic || cores <= conf.getInt("spark.task.cpus", 1)) {
      return rdd;
    }
    ResourceProfile profile =
        new ResourceProfileBuilder().require(withOtherResources(cores, conf)).build();
    try {
      return rdd.withResources(profile);
    } catch (Exception e) { // a SparkException, which Scala does not declare
      LOG.info("Workers are not given {} cores each by the scheduler: {}", cores, e.getMessage());
      return rdd;
    }
  }

  /** A profile replaces all that tasks ask for, so what they ask for by default is asked again. */
  static TaskResourceRequests withOtherResources(int cores, SparkConf conf) {
    TaskResourceRequests requests = new TaskResourceRequests().cpus(cores);
    for (Tuple2<String, String> setting : conf.getAllWithPrefix(PREFIX)) {
      if (setting._1().endsWith(AMOUNT)) {
        String resource = setting._1().substring(0, setting._1().length() - AMOUNT.length());
        requests.resource(resource, Double.parseDouble(setting._2()));
      }
    }
    return requests;
  }
}
