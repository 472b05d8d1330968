package io.sparkdeepfm.testing;

import org.apache.spark.sql.SparkSession;

/** The one local SparkSession of all tests in this JVM; it ends with the JVM. */
public final class SharedSpark {
  private SharedSpark() {}

  private static final class Holder {
    static final SparkSession SESSION =
        SparkSession.builder()
            .master("local[2]")
            .appName("spark-deepfm tests")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.driver.host", "localhost")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config(
                "spark.sql.warehouse.dir",
                System.getProperty("project.build.directory", "target")
                    + "/spark-warehouse-"
                    + System.getProperty("surefire.forkNumber", "1"))
            .getOrCreate();
  }

  public static SparkSession get() {
    return Holder.SESSION;
  }
}
