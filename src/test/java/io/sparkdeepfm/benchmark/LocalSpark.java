package io.sparkdeepfm.benchmark;

import java.util.function.Function;
import org.apache.spark.sql.SparkSession;

/** Spark in this JVM on all cores, without a user interface, as quiet as it gets. */
final class LocalSpark {
  private LocalSpark() {}

  static <T> T with(Function<SparkSession, T> work) {
    SparkSession spark =
        SparkSession.builder()
            .master("local[" + Settings.threads() + "]")
            .appName("spark-deepfm benchmarks")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", Settings.threads())
            .config("spark.driver.host", "localhost")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.warehouse.dir", Settings.scratch().resolve("warehouse").toString())
            .getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
    try {
      return work.apply(spark);
    } finally {
      spark.stop();
    }
  }
}
