package io.sparkdeepfm.cli;

import io.sparkdeepfm.cli.OutputDirectory.OutputPlace;
import io.sparkdeepfm.cli.Report.Metrics;
import io.sparkdeepfm.cli.Report.ResultLine;
import io.sparkdeepfm.evaluation.ScoreColumns;
import io.sparkdeepfm.examples.samples.Sample;
import io.sparkdeepfm.examples.samples.SampleFiles;
import io.sparkdeepfm.examples.samples.Samples;
import io.sparkdeepfm.persist.ForeignFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
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
  /** Folders of samples have no marker: their README says who made them. */
  static final OutputKind SAMPLE =
      new OutputKind("generate-samples") {
        @Override
        org.apache.hadoop.fs.Path firstForeignUnmarked(
            FileSystem files, org.apache.hadoop.fs.Path directory) throws IOException {
          return SampleFiles.isMade(Path.of(directory.toUri().getPath()))
              ? ForeignFiles.firstOther(files, directory, SampleFiles.NAMES::contains)
              : super.firstForeignUnmarked(files, directory);
        }

        @Override
        void mark(FileSystem files, org.apache.hadoop.fs.Path directory) {}
      };

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
    return OutputPlace.of("--output", folder, overwrite, SAMPLE, hadoop);
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
