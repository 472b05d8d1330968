package io.sparkdeepfm.cli;

import java.io.PrintStream;
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
}
