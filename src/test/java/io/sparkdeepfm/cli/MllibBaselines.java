package io.sparkdeepfm.cli;

import io.sparkdeepfm.DeepFMClassifier;
import io.sparkdeepfm.cli.Report.ResultLine;
import io.sparkdeepfm.cli.SparkCommand.Stopwatch;
import io.sparkdeepfm.cli.input.InputOptions;
import io.sparkdeepfm.column.Columns;
import io.sparkdeepfm.evaluation.LogLossEvaluator;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.FMClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.ProbabilisticClassifier;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * MLlib's linear model and factorization machine, and ours as special cases of DeepFM, on the
 * features of a saved pipeline: the references of docs/results.md. The strength of each penalty is
 * chosen on the validation rows.
 */
@Command(name = "baselines", description = "Trains MLlib's models on a saved model's features.")
public final class MllibBaselines extends SparkCommand {
  private static final String LABEL = "baselineLabel";

  @Mixin InputOptions inputOptions = new InputOptions();

  @Option(names = "--input-validation", required = true)
  String validationInput;

  @Option(names = "--input-test", required = true)
  String testInput;

  @Option(names = "--model", required = true)
  String model;

  @Option(names = "--label")
  String label;

  @Option(names = "--learning-rate", defaultValue = "0.001")
  double learningRate;

  public static void main(String[] args) {
    Launcher.main(new MllibBaselines(), args);
  }

  @Override
  void check() {
    inputOptions.check();
  }

  @Override
  ResultLine run(SparkSession spark, PrintStream out) {
    SavedModel saved = SavedModel.load(spark, model, inputOptions, new StageOptions());
    Dataset<Row> train = features(spark, saved, inputOptions.input);
    Dataset<Row> validation = features(spark, saved, validationInput);
    Dataset<Row> test = features(spark, saved, testInput);
    ResultLine result = new ResultLine();
    for (double strength : new double[] {0, 1e-3, 1e-2, 3e-2, 1e-1}) {
      measure(
          String.format(Locale.ROOT, "MLlib LogisticRegression regParam=%s", strength),
          new LogisticRegression().setRegParam(strength).setMaxIter(200),
          List.of(train, validation, test),
          out);
    }
    for (double strength : new double[] {0, 1e-4, 1e-3, 1e-2}) {
      DeepFMClassifier shallow =
          new DeepFMClassifier()
              .setHiddenUnits()
              .setBatchSize(1024)
              .setNumEpochs(20)
              .setL2(strength)
              .setLearningRate(learningRate)
              .setValidationIndicatorCol("isValidation");
      measureOurs(
          "linear",
          shallow.setEmbeddingDim(1).setSecondOrder(false),
          strength,
          train,
          validation,
          test,
          out);
      measureOurs(
          "FM",
          shallow.setEmbeddingDim(10).setSecondOrder(true),
          strength,
          train,
          validation,
          test,
          out);
    }
    measure(
        "MLlib FMClassifier",
        new FMClassifier().setFactorSize(10).setStepSize(0.01).setMaxIter(50).setSeed(1),
        List.of(train, validation, test),
        out);
    return result;
  }

  private static void measureOurs(
      String name,
      DeepFMClassifier classifier,
      double strength,
      Dataset<Row> train,
      Dataset<Row> validation,
      Dataset<Row> test,
      PrintStream out) {
    Dataset<Row> both =
        train
            .withColumn("isValidation", functions.lit(false))
            .union(validation.withColumn("isValidation", functions.lit(true)));
    // A union loses the metadata that name the fields.
    Dataset<Row> described =
        both.withColumn(
            FeatureStages.FEATURES,
            functions
                .col(FeatureStages.FEATURES)
                .as(
                    FeatureStages.FEATURES,
                    train.schema().apply(FeatureStages.FEATURES).metadata()));
    measure(
        String.format(Locale.ROOT, "ours %s l2=%s", name, strength),
        classifier,
        List.of(described, validation, test),
        out);
  }

  private static void measure(
      String name,
      ProbabilisticClassifier<Vector, ?, ?> classifier,
      List<Dataset<Row>> parts,
      PrintStream out) {
    classifier.setLabelCol(LABEL);
    classifier.setFeaturesCol(FeatureStages.FEATURES);
    Stopwatch watch = new Stopwatch();
    var fitted = classifier.fit(parts.get(0));
    double seconds = watch.seconds();
    out.printf(
        Locale.ROOT,
        "%-45s validation AUC %.4f, test AUC %.4f, test log loss %.4f, %.0f s%n",
        name,
        auc(fitted.transform(parts.get(1))),
        auc(fitted.transform(parts.get(2))),
        new LogLossEvaluator().setLabelCol(LABEL).evaluate(fitted.transform(parts.get(2))),
        seconds);
  }

  private static double auc(Dataset<Row> scored) {
    return new BinaryClassificationEvaluator().setLabelCol(LABEL).setNumBins(0).evaluate(scored);
  }

  /** The label and the features as the stages before the classifier make them. */
  private Dataset<Row> features(SparkSession spark, SavedModel saved, String path) {
    String labelColumn = inputOptions.labelColumn(label);
    InputOptions options = new InputOptions();
    options.input = path;
    options.format = inputOptions.format;
    options.delimiter = inputOptions.delimiter;
    Dataset<Row> rows =
        new CheckedInputs(
                spark,
                options,
                saved.fields(),
                new Scorer(saved.pipeline()).columns(),
                inputOptions.labels(label),
                null,
                null)
            .read(path);
    PipelineStage[] stages = saved.pipeline().stages();
    Dataset<Row> assembled =
        new Pipeline()
            .setStages(Arrays.copyOf(stages, stages.length - 1))
            .fit(rows)
            .transform(rows);
    Column features = functions.col(FeatureStages.FEATURES);
    // MLlib's factorization machine fails on zeros that are stored.
    UDF1<Vector, Vector> dropZeros = vector -> vector.toSparse();
    return assembled
        .select(
            Columns.reference(labelColumn).cast("double").as(LABEL),
            functions
                .udf(dropZeros, SQLDataTypes.VectorType())
                .apply(features)
                .as(
                    FeatureStages.FEATURES,
                    assembled.schema().apply(FeatureStages.FEATURES).metadata()))
        .persist(StorageLevel.MEMORY_AND_DISK());
  }
}
