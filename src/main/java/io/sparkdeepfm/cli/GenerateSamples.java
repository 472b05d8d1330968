package io.sparkdeepfm.cli;

import io.sparkdeepfm.cli.samples.Sample;
import io.sparkdeepfm.cli.samples.SampleFiles;
import io.sparkdeepfm.cli.samples.Samples;
import io.sparkdeepfm.evaluation.ScoreColumns;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes the data sets of {@code data-samples/} and prints the best possible AUC of each. */
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

  @Option(names = "--overwrite", description = "Replace folders that an earlier run wrote.")
  boolean overwrite;

  public static void main(String[] args) {
    Launcher.main(new GenerateSamples(), args);
  }

  @Override
  void check() {}

  @Override
  ResultLine run(SparkSession spark, PrintStream out) {
    Map<Sample, OutputPlace> places = new LinkedHashMap<>();
    for (Sample sample : Samples.all()) {
      places.put(sample, place(sample, spark.sparkContext().hadoopConfiguration()));
    }
    places.values().forEach(OutputPlace::requireFree);
    ResultLine result = new ResultLine();
    places.forEach((sample, place) -> make(spark, sample, place, out, result));
    return result;
  }

  private OutputPlace place(Sample sample, Configuration hadoop) {
    String folder = output.resolve(sample.name()).toUri().toString();
    return OutputPlace.of("--output", folder, overwrite, OutputKind.SAMPLE, hadoop);
  }

  private void make(
      SparkSession spark, Sample sample, OutputPlace place, PrintStream out, ResultLine result) {
    try (OutputDirectory target = OutputDirectory.reserve(place)) {
      Path folder = Path.of(URI.create(target.workPath()).getPath());
      SampleFiles files = new SampleFiles(spark, sample, folder);
      files.writeData(seed);
      Metrics train = bound(spark, sample, files.train());
      Metrics test = bound(spark, sample, files.test());
      files.writeReadme(seed, text(train), text(test));
      target.commit();
      out.printf("%-8s train: %s; test: %s%n", sample.name(), text(train), text(test));
      result.put(sample.name() + "BestPossibleAuc", test.auc());
    }
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
