package io.sparkdeepfm.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.apache.spark.SparkConf;
import org.apache.spark.resource.TaskResourceRequests;
import org.junit.jupiter.api.Test;

/** What a worker's task asks Spark's scheduler for. */
class ReservedCoresTest {
  @Test
  void whatTasksAskForByDefaultIsAskedForAgain() {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.task.resource.gpu.amount", "1")
            .set("spark.task.resource.fpga.amount", "0.5")
            .set("spark.executor.resource.gpu.amount", "4");
    TaskResourceRequests requests = ReservedCores.withOtherResources(3, conf);
    assertEquals(3, requests.requestsJMap().size());
    assertEquals(3, requests.requestsJMap().get("cpus").amount());
    assertEquals(1, requests.requestsJMap().get("gpu").amount());
    assertEquals(0.5, requests.requestsJMap().get("fpga").amount());
  }
}
