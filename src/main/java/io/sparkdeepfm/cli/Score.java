package io.sparkdeepfm.cli;

import io.sparkdeepfm.cli.OutputDirectory.OutputPlace;
import io.sparkdeepfm.cli.Report.Errors;
import io.sparkdeepfm.cli.Report.Metrics;
import io.sparkdeepfm.cli.Report.ResultLine;
import io.sparkdeepfm.cli.input.InputOptions;
import io.sparkdeepfm.cli.input.Labels;
import io.sparkdeepfm.cli.input.Labels.LabelledRows;
import io.sparkdeepfm.cli.input.Task;
import java.io.PrintStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Adds a classifier's probability of label 1, and the prediction, to every row of an input. */
@Command(
    name = "score",
    description =
        "Writes an input's rows as Parquet, with prediction and a classifier's probability.")
public final class Score extends SparkCommand {
  @Mixin InputOptions inputOptions = new InputOptions();
  @Mixin StageOptions stageOptions = new StageOptions();
  @Mixin ModelOptions modelOptions = new ModelOptions();

  @Option(names = "--model", required = true, paramLabel = "DIR", description = "What train wrote.")
  String model;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "Where to write the scored rows.")
  String output;

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description = "If given, the scores are measured against this column.")
  String label;

  @Option(names = "--overwrite", description = "Replace what an earlier score wrote.")
  boolean overwrite;

  public static void main(String[] args) {
    Launcher.main(new Score(), args);
  }

  @Override
  void check() {
    inputOptions.check();
    if (inputOptions.positiveLabel != null && label == null) {
      throw new IllegalArgumentException(
          "--positive-label is of no use without --label; add --label COLUMN or leave it out.");
    }
  }

  private Labels labels() {
    return label == null ? null : inputOptions.labels(label);
  }

  @Override
  ResultLine run(SparkSession spark, PrintStream out) {
    Stopwatch watch = new Stopwatch();
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    Places.of(inputOptions, sparkOptions)
        .read("--model", model)
        .written("--output", output)
        .requireApart(hadoop);
    try (OutputDirectory target =
        OutputDirectory.reserve(
            OutputPlace.of("--output", output, overwrite, OutputKind.SCORES, hadoop))) {
      SavedModel saved = SavedModel.load(spark, model, inputOptions, stageOptions);
      modelOptions.applyTo(saved.pipeline());
      Scorer scorer = new Scorer(saved.pipeline());
      inputOptions.task = scorer.task();
      Dataset<Row> rows =
          new CheckedInputs(
                  spark, inputOptions, saved.fields(), scorer.columns(), labels(), null, null)
              .read(inputOptions.input);
      if (label != null) {
        LabelledRows.check(CheckedInputs.source(inputOptions.input), rows, labels());
      }
      Stopwatch scoring = new Stopwatch();
      scorer.score(rows).write().parquet(target.workPath());
      double seconds = scoring.seconds();
      target.commit();
      Dataset<Row> scored = spark.read().parquet(output);
      out.printf("The scored rows are in '%s'.%n", output);
      return result(scorer, scored, watch, seconds);
    }
  }

  private ResultLine result(Scorer scorer, Dataset<Row> scored, Stopwatch watch, double seconds) {
    ResultLine result = new ResultLine();
    long rows = scored.count();
    if (label == null) {
      result.put("rows", rows);
    } else {
      Dataset<Row> measured = scorer.measurable(labels().asDouble(scored), label, null, null);
      Report.Quality quality =
          scorer.task() == Task.REGRESSION
              ? Errors.of(measured, scorer.regressionColumns(measured, label))
              : Metrics.of(measured, scorer.scoreColumns(measured, label));
      quality.putIn(result);
    }
    return result.put("seconds", watch.seconds()).put("examplesPerSecond", rows / seconds);
  }
}
