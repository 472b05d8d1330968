package io.sparkdeepfm.cli;

import io.sparkdeepfm.TrainingSummary;
import io.sparkdeepfm.cli.CheckedInputs.TrainingData;
import io.sparkdeepfm.cli.OutputDirectory.OutputPlace;
import io.sparkdeepfm.cli.Report.Quality;
import io.sparkdeepfm.cli.Report.ResultLine;
import io.sparkdeepfm.cli.input.FieldSpec;
import io.sparkdeepfm.cli.input.InputOptions;
import io.sparkdeepfm.cli.input.InputOptions.Format;
import io.sparkdeepfm.cli.input.Labels;
import io.sparkdeepfm.cli.input.RowSplit;
import io.sparkdeepfm.cli.input.Task;
import io.sparkdeepfm.persist.SummaryFile;
import io.sparkdeepfm.train.EpochMetrics;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a DeepFM on an input and saves the whole pipeline, from raw columns to predictions. */
@Command(name = "train", description = "Trains a DeepFM and saves it as a Spark ML PipelineModel.")
public final class Train extends SparkCommand {
  private static final double DEFAULT_FRACTION = 0.1;
  private static final String HISTORY_FILE = "history.json";
  private static final String REPORT_FILE = "report.html";

  @Mixin InputOptions inputOptions = new InputOptions();
  @Mixin StageOptions stageOptions = new StageOptions();

  @Option(
      names = "--input-validation",
      paramLabel = "PATH",
      description = "Rows to validate on after each epoch (default: a part of the input).")
  String validationInput;

  @Option(
      names = "--validation-fraction",
      paramLabel = "FRACTION",
      description = "Part of the input's rows that is validated on instead (default: 0.1).")
  Double validationFraction;

  @Option(
      names = "--split-seed",
      defaultValue = "0",
      paramLabel = "N",
      description = "Another seed sets other rows apart (default: ${DEFAULT-VALUE}).")
  long splitSeed;

  @Option(
      names = "--input-test",
      paramLabel = "PATH",
      description = "Rows to measure the trained model on (default: the validation rows).")
  String testInput;

  @Option(
      names = "--task",
      paramLabel = "TASK",
      defaultValue = "classification",
      description = "classification (labels 0 and 1) or regression (default: ${DEFAULT-VALUE}).")
  Task task;

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description = "The column of 0 and 1, or of numbers for a regression.")
  String label;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "Where to save the model.")
  String model;

  @Option(
      names = "--initial-model",
      paramLabel = "DIR",
      description =
          "What an earlier train wrote, to go on from: its vocabularies are extended, its scalers"
              + " kept and its model trained on.")
  String initialModel;

  @Option(names = "--overwrite", description = "Replace a model that an earlier train wrote.")
  boolean overwrite;

  @Option(
      names = "--checkpoints",
      paramLabel = "DIR",
      description =
          "Where to write down how far the training has come, after each epoch or as --set"
              + " checkpointInterval=N and --set checkpointUnit=rounds say.")
  String checkpoints;

  @Option(
      names = "--resume",
      description =
          "Go on from the newest of the --checkpoints, if there is one; all else must be as it was.")
  boolean resume;

  @Option(
      names = "--set",
      paramLabel = "param=value",
      description =
          "A parameter of DeepFMClassifier, or of DeepFMRegressor, as --set numEpochs=10; may be"
              + " repeated.")
  List<String> assignments = new ArrayList<>();

  @Option(
      names = "--true-probability",
      paramLabel = "COLUMN",
      description = "If known, from which the best possible AUC follows.")
  String trueProbability;

  public static void main(String[] args) {
    Launcher.main(new Train(), args);
  }

  @Override
  void check() {
    inputOptions.task = task;
    inputOptions.check();
    inputOptions.labels(label);
    if (inputOptions.fields == null && inputOptions.format != Format.LIBSVM) {
      throw new IllegalArgumentException("--fields FIELDS.json is missing: which columns to use?");
    }
    if (initialModel == null && !stageOptions.allowed.isEmpty()) {
      throw new IllegalArgumentException(
          "--allow-stage is of no use without --initial-model; leave it out.");
    }
    if (validationInput != null && validationFraction != null) {
      throw new IllegalArgumentException(
          "--validation-fraction is of no use beside --input-validation; leave one out.");
    }
    if (trueProbability != null && task == Task.REGRESSION) {
      throw new IllegalArgumentException(
          "--true-probability is of no use in a regression; leave it out.");
    }
    if (resume && checkpoints == null) {
      throw new IllegalArgumentException(
          "--resume needs --checkpoints DIR: where are the checkpoints to go on from?");
    }
    rowSplit();
    ModelTrainer trainer = trainer();
    if (!FieldsFile.isRemote(inputOptions.fields)) {
      requireFieldsToBeInputs(trainer);
    }
  }

  private void requireFieldsToBeInputs(ModelTrainer trainer) {
    List<FieldSpec> fields = fields();
    FieldsFile.requireNotAmong(fields, "--label", labelColumn());
    FieldsFile.requireNotAmong(fields, "--set weightCol", trainer.columns().weight());
    FieldsFile.requireNotAmong(fields, "--true-probability", trueProbability);
  }

  private List<FieldSpec> fields() {
    return inputOptions.fields == null
        ? List.of()
        : FieldsFile.read(inputOptions.fields).fieldsOf(inputOptions.format);
  }

  private ModelTrainer trainer() {
    ModelTrainer trainer = new ModelTrainer(task, labelColumn(), assignments);
    if (checkpoints != null) {
      trainer.setCheckpoints(checkpoints, resume);
    }
    return trainer;
  }

  private String labelColumn() {
    return inputOptions.labelColumn(label);
  }

  private RowSplit rowSplit() {
    double fraction = validationFraction == null ? DEFAULT_FRACTION : validationFraction;
    return new RowSplit(fraction, splitSeed);
  }

  @Override
  ResultLine run(SparkSession spark, PrintStream out) {
    Stopwatch watch = new Stopwatch();
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    places().requireApart(hadoop);
    if (FieldsFile.isRemote(inputOptions.fields)) { // which check could not read
      requireFieldsToBeInputs(trainer());
    }
    try (OutputDirectory target =
        OutputDirectory.reserve(
            OutputPlace.of("--model", model, overwrite, OutputKind.MODEL, hadoop))) {
      InitialTraining initial = initialTraining(spark);
      ModelTrainer trainer = trainer();
      CheckedInputs inputs =
          new CheckedInputs(
              spark,
              inputOptions,
              fields(),
              trainer.columns(),
              inputOptions.labels(label),
              trueProbability,
              null);
      Dataset<Row> rows = inputs.readForTraining(inputOptions.input);
      List<PipelineStage> stages = inputs.stages(rows.schema());
      trainer.check(stages, inputOptions.labels(label).asDouble(rows).schema());
      TrainingData data = data(inputs, rows);
      Dataset<Row> test = testInput == null ? null : inputs.readChecked(testInput);
      ConsoleProgress progress = new ConsoleProgress(out);
      ModelTrainer.Trained trained =
          initial == null
              ? trainer.train(data, stages, null, progress)
              : trainer.train(data, initial.extend(stages), initial, progress);
      save(trained, target, out);
      ResultLine result = measure(new Scorer(trained.pipeline()), data, test, out);
      return result
          .put("seconds", watch.seconds())
          .put("examplesPerSecond", trained.summary().examplesPerSecond())
          .put("epochs", trained.summary().history().size())
          .put("bestEpoch", trained.summary().bestEpoch())
          .put("parameters", trained.parameters())
          .put("report", reportPath());
    }
  }

  private Places places() {
    return Places.of(inputOptions, sparkOptions)
        .read("--input-validation", validationInput)
        .read("--input-test", testInput)
        .read("--initial-model", initialModel)
        .written("--model", model)
        .written("--checkpoints", checkpoints);
  }

  /** What to go on from, or null. */
  private InitialTraining initialTraining(SparkSession spark) {
    return initialModel == null
        ? null
        : InitialTraining.load(spark, initialModel, inputOptions.format, fields(), stageOptions);
  }

  private TrainingData data(CheckedInputs inputs, Dataset<Row> rows) {
    String source = CheckedInputs.source(inputOptions.input);
    Labels labels = inputOptions.labels(label);
    if (validationInput == null) {
      return TrainingData.split(source, rows, rowSplit(), inputs.columns(), labels);
    }
    Dataset<Row> validation = inputs.readValidation(validationInput);
    return TrainingData.of(source, rows, validation, labels);
  }

  /** The components are the keys of history.json. */
  private record History(int bestEpoch, List<EpochMetrics> epochs) {}

  private void save(ModelTrainer.Trained trained, OutputDirectory target, PrintStream out) {
    try {
      trained.pipeline().write().save(target.workPath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (inputOptions.fields != null) {
      target.addText(SavedModel.FIELDS_FILE, FieldsFile.read(inputOptions.fields).text());
    }
    TrainingSummary summary = trained.summary();
    target.addText(
        HISTORY_FILE, SummaryFile.toJson(new History(summary.bestEpoch(), summary.history())));
    target.addText(REPORT_FILE, summary.reportHtml());
    target.commit();
    out.printf(
        "The model is in '%s', with the parameters of epoch %d; the training report is '%s'.%n",
        model, summary.bestEpoch(), reportPath());
    summary.notes().forEach(note -> out.println("Note: " + note));
  }

  private String reportPath() {
    return new Path(model, REPORT_FILE).toString();
  }

  /** The metrics of the test rows, where there are some, else of the validation rows. */
  private ResultLine measure(Scorer scorer, TrainingData data, Dataset<Row> test, PrintStream out) {
    Report report = new Report(scorer, labelColumn(), trueProbability, out);
    ResultLine result = new ResultLine();
    Quality validation = report.measure("validation", data.validation(), result);
    if (test != null) {
      report.measure("test", test, result);
    }
    return validation.putValidationIn(result);
  }
}
