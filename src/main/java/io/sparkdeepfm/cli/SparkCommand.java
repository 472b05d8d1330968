package io.sparkdeepfm.cli;

import io.sparkdeepfm.cli.Report.ResultLine;
import java.io.PrintStream;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command of {@code submit/}: options that picocli fills in, then one run on Spark. */
abstract class SparkCommand {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this and exit.")
  boolean help;

  @Mixin SparkOptions sparkOptions = new SparkOptions();

  /**
   * Everything that can be found wrong without Spark.
   *
   * @throws IllegalArgumentException with one sentence for the user
   */
  abstract void check();

  /**
   * @param out where lines for the user go
   * @return the line that the command ends with
   */
  abstract ResultLine run(SparkSession spark, PrintStream out);

  /** The options that say where Spark runs and what it tells. */
  static final class SparkOptions {
    @Option(
        names = "--master",
        paramLabel = "URL",
        description =
            "Spark's master (default: local[*], all cores of this machine);"
                + " under spark-submit its own --master holds.")
    String master;

    @Option(names = "--verbose", description = "Show Spark's log on the terminal as well.")
    boolean verbose;

    @Option(
        names = "--log-file",
        paramLabel = "FILE",
        description = "Where Spark's log goes (default: a new file in the temporary directory).")
    Path logFile;

    /** A session of this command's own, or the one that is there already (a notebook, a test). */
    SparkSession session(String name) {
      SparkConf conf = new SparkConf().setAppName("spark-deepfm " + name);
      conf.setIfMissing("spark.master", master == null ? "local[*]" : master);
      conf.setIfMissing("spark.driver.maxResultSize", "0");
      conf.setIfMissing("spark.ui.showConsoleProgress", "false");
      if (isLocal(conf.get("spark.master"))) {
        conf.setIfMissing("spark.driver.host", "localhost");
        conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
        if (System.getenv("SPARK_LOCAL_IP") == null) {
          // Spark's web page would listen at every address; the scripts of submit/ set one.
          conf.setIfMissing("spark.ui.enabled", "false");
        }
      } else {
        ownJar(conf);
      }
      return SparkSession.builder().config(conf).getOrCreate();
    }

    private static boolean isLocal(String master) {
      return master.equals("local") || master.startsWith("local[");
    }

    /** Executors of a session that spark-submit did not start must be sent this jar. */
    private static void ownJar(SparkConf conf) {
      String code =
          SparkOptions.class.getProtectionDomain().getCodeSource().getLocation().toString();
      if (code.endsWith(".jar")) {
        conf.setIfMissing("spark.jars", code);
      }
    }
  }

  /** Seconds since it was made. */
  static final class Stopwatch {
    private final long start = System.nanoTime();

    double seconds() {
      return (System.nanoTime() - start) / 1e9;
    }
  }
}
