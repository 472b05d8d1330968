package io.sparkdeepfm.cli;

import io.sparkdeepfm.DeepFMClassificationModel;
import io.sparkdeepfm.DeepFMClassifier;
import io.sparkdeepfm.TrainingSummary;
import io.sparkdeepfm.cli.CheckedInputs.TrainingData;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The one class that knows the estimator: sets its Params, fits it, puts the pipeline together. */
final class ModelTrainer {
  private static final Set<String> RESERVED =
      Set.of(
          "featuresCol",
          "labelCol",
          "validationIndicatorCol",
          "validationFraction",
          "initialModelPath");

  private final DeepFMClassifier classifier = new DeepFMClassifier();

  /**
   * @param assignments {@code param=value} for the classifier
   * @throws IllegalArgumentException if one names no Param or does not fit it
   */
  ModelTrainer(String label, List<String> assignments) {
    new ParamSetter(classifier, RESERVED).setAll(assignments);
    if (!classifier.isSet(classifier.recipe())) {
      classifier.setRecipe("auto");
    }
    classifier.setLabelCol(label);
    classifier.setFeaturesCol(FeatureStages.FEATURES);
    classifier.setValidationIndicatorCol(TrainingData.VALIDATION);
    columns().check("--set ");
  }

  /**
   * A trained pipeline and what is known of its training.
   *
   * @param parameters number of floats that were learned
   */
  record Trained(PipelineModel pipeline, TrainingSummary summary, long parameters) {}

  /** The columns that the classifier reads and writes. */
  ModelColumns columns() {
    boolean sized = classifier.isDefined(classifier.fieldSizes());
    return ModelColumns.of(classifier, sized ? Arrays.stream(classifier.getFieldSizes()).sum() : 0);
  }

  /**
   * Looks at all stages before one works, and before the rows are counted.
   *
   * @param schema of the rows
   * @throws IllegalArgumentException if a column is missing, or Params do not go together
   */
  void check(List<PipelineStage> stages, StructType schema) {
    pipeline(stages, classifier)
        .transformSchema(schema.add(TrainingData.VALIDATION, DataTypes.BooleanType));
  }

  /**
   * Fits the stages to the training rows alone, then the classifier.
   *
   * @param stages that make the features column; none if the rows have one
   * @param initial to go on from, or null
   */
  Trained train(
      TrainingData data,
      List<PipelineStage> stages,
      DeepFMClassificationModel initial,
      ConsoleProgress progress) {
    PipelineModel features =
        new Pipeline().setStages(stages.toArray(PipelineStage[]::new)).fit(data.training());
    classifier.setProgressListener(progress).setInitialModel(initial);
    try {
      Dataset<Row> encoded = features.transform(data.all());
      DeepFMClassificationModel model = classifier.fit(encoded);
      return new Trained(
          joined(features, model, data.all()), model.summary(), model.numParameters());
    } finally {
      progress.closeBar();
    }
  }

  /** A pipeline of transformers only, which "fitting" leaves as they are. */
  private static PipelineModel joined(
      PipelineModel features, PipelineStage model, Dataset<Row> rows) {
    return pipeline(List.<PipelineStage>of(features.stages()), model).fit(rows);
  }

  private static Pipeline pipeline(List<PipelineStage> stages, PipelineStage last) {
    return new Pipeline()
        .setStages(Stream.concat(stages.stream(), Stream.of(last)).toArray(PipelineStage[]::new));
  }
}
