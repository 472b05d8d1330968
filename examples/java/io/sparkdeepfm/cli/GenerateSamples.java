package io.sparkdeepfm.cli;

import io.sparkdeepfm.evaluation.ScoreColumns;
import io.sparkdeepfm.examples.samples.Sample;
import io.sparkdeepfm.examples.samples.SampleFiles;
import io.sparkdeepfm.examples.samples.Samples;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Makes the data sets of {@code data-samples/} and prints the best possible AUC of each. In the
 * package of the commands, whose launcher it uses.
 */
@Command(
    name = "generate-samples",
    description = "Makes data sets whose best possible AUC is known.")
public final class GenerateSamples extends SparkCommand {
  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "Where to write one folder per data set.")
  Path output;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Same seed, same rows (default: ${DEFAULT-VALUE}).")
  long seed;

  @Option(names = "--overwrite", description = "Replace what is in the folders.")
  boolean overwrite;

  public static void main(String[] args) {
    Launcher.main(new GenerateSamples(), args);
  }

  @Override
  void check() {
    for (Sample sample : Samples.all()) {
      Path folder = output.resolve(sample.name());
      if (Files.exists(folder) && !overwrite) {
        throw new IllegalArgumentException(
            String.format(
                "--output: '%s' exists already; name another directory or add --overwrite.",
                folder));
      }
    }
  }

  @Override
  ResultLine run(SparkSession spark, PrintStream out) {
    ResultLine result = new ResultLine();
    for (Sample sample : Samples.all()) {
      SampleFiles files = new SampleFiles(spark, sample, output.resolve(sample.name()));
      files.writeData(seed);
      Metrics train = bound(spark, sample, files.train());
      Metrics test = bound(spark, sample, files.test());
      files.writeReadme(seed, text(train), text(test));
      out.printf("%-8s train: %s; test: %s%n", sample.name(), text(train), text(test));
      result.put(sample.name() + "BestPossibleAuc", test.auc());
    }
    return result;
  }

  private static Metrics bound(SparkSession spark, Sample sample, Path file) {
    return Metrics.of(
        spark.read().parquet(file.toString()),
        new ScoreColumns(sample.label(), Sample.TRUE_PROBABILITY));
  }

  private static String text(Metrics metrics) {
    return String.format(Locale.ROOT, "AUC %.4f, log loss %.4f", metrics.auc(), metrics.logLoss());
  }
}
