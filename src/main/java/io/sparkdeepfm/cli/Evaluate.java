package io.sparkdeepfm.cli;

import io.sparkdeepfm.cli.Report.ResultLine;
import io.sparkdeepfm.cli.input.Columns;
import io.sparkdeepfm.cli.input.InputOptions;
import io.sparkdeepfm.cli.input.Labels;
import io.sparkdeepfm.cli.input.Labels.LabelledRows;
import io.sparkdeepfm.cli.input.Task;
import java.io.PrintStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures a saved model on labelled rows. */
@Command(name = "evaluate", description = "Measures a model on labelled rows.")
public final class Evaluate extends SparkCommand {
  @Mixin InputOptions inputOptions = new InputOptions();
  @Mixin StageOptions stageOptions = new StageOptions();
  @Mixin ModelOptions modelOptions = new ModelOptions();

  @Option(names = "--model", required = true, paramLabel = "DIR", description = "What train wrote.")
  String model;

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description = "The column of 0 and 1, or of a regression's numbers.")
  String label;

  @Option(
      names = "--true-probability",
      paramLabel = "COLUMN",
      description = "If known, from which the best possible AUC follows.")
  String trueProbability;

  @Option(
      names = "--group",
      paramLabel = "COLUMN",
      description = "A column such as a user's id, whose groups' own AUCs are averaged.")
  String group;

  public static void main(String[] args) {
    Launcher.main(new Evaluate(), args);
  }

  @Override
  void check() {
    inputOptions.check();
    inputOptions.labelColumn(label);
  }

  @Override
  ResultLine run(SparkSession spark, PrintStream out) {
    Stopwatch watch = new Stopwatch();
    Places.of(inputOptions, sparkOptions)
        .read("--model", model)
        .requireApart(spark.sparkContext().hadoopConfiguration());
    SavedModel saved = SavedModel.load(spark, model, inputOptions, stageOptions);
    modelOptions.applyTo(saved.pipeline());
    Scorer scorer = new Scorer(saved.pipeline());
    if (scorer.task() == Task.REGRESSION) {
      requireAbsent("--true-probability", trueProbability);
      requireAbsent("--group", group);
    }
    inputOptions.task = scorer.task();
    Labels labels = inputOptions.labels(label);
    Dataset<Row> rows =
        new CheckedInputs(
                spark,
                inputOptions,
                saved.fields(),
                scorer.columns(),
                labels,
                trueProbability,
                group)
            .read(inputOptions.input);
    if (group != null) {
      new Columns(inputOptions.input, rows.schema()).requireGroups("--group", group);
    }
    LabelledRows.check(CheckedInputs.source(inputOptions.input), rows, labels);
    ResultLine result = new ResultLine();
    new Report(scorer, labels.column(), trueProbability, group, out)
        .measure("input", labels.asDouble(rows), result);
    return result.put("seconds", watch.seconds());
  }

  private static void requireAbsent(String option, String value) {
    if (value != null) {
      throw new IllegalArgumentException(
          option + " is of no use for a regression, which has no probabilities; leave it out.");
    }
  }
}
