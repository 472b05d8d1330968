package io.sparkdeepfm.cli;

import io.sparkdeepfm.DeepFMClassificationModel;
import io.sparkdeepfm.DeepFMClassifier;
import io.sparkdeepfm.DeepFMRegressionModel;
import io.sparkdeepfm.DeepFMRegressor;
import io.sparkdeepfm.TrainingSummary;
import io.sparkdeepfm.cli.CheckedInputs.TrainingData;
import io.sparkdeepfm.cli.input.Task;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Predictor;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The one class that knows the estimators: sets their Params, fits, puts the pipeline together. */
final class ModelTrainer {
  private static final Set<String> RESERVED =
      Set.of(
          "featuresCol",
          "labelCol",
          "validationIndicatorCol",
          "validationFraction",
          "initialModelPath",
          "checkpointDir",
          "resume");

  private final Predictor<Vector, ?, ?> estimator;

  /**
   * @param assignments {@code param=value} for the estimator
   * @throws IllegalArgumentException if one names no Param or does not fit it
   */
  ModelTrainer(Task task, String label, List<String> assignments) {
    estimator = task == Task.REGRESSION ? new DeepFMRegressor() : new DeepFMClassifier();
    new ParamSetter(estimator, RESERVED).setAll(assignments);
    if (!estimator.isSet(estimator.getParam("recipe"))) {
      estimator.set("recipe", "auto");
    }
    estimator.setLabelCol(label);
    estimator.setFeaturesCol(FeatureStages.FEATURES);
    estimator.set("validationIndicatorCol", TrainingData.VALIDATION);
    columns().check("--set ");
  }

  /**
   * Has the training write checkpoints.
   *
   * @param directory of them
   * @param resume whether to go on from the newest one
   */
  void setCheckpoints(String directory, boolean resume) {
    estimator.set("checkpointDir", directory);
    estimator.set("resume", resume);
  }

  /**
   * A trained pipeline and what is known of its training.
   *
   * @param parameters number of floats that were learned
   */
  record Trained(PipelineModel pipeline, TrainingSummary summary, long parameters) {}

  /** The columns that the model reads and writes. */
  ModelColumns columns() {
    Param<Object> sizes = estimator.getParam("fieldSizes");
    return ModelColumns.of(
        estimator,
        estimator.isDefined(sizes)
            ? Arrays.stream((int[]) estimator.getOrDefault(sizes)).sum()
            : 0);
  }

  /**
   * Looks at all stages before one works, and before the rows are counted.
   *
   * @param schema of the rows
   * @throws IllegalArgumentException if a column is missing, or Params do not go together
   */
  void check(List<PipelineStage> stages, StructType schema) {
    pipeline(stages, estimator)
        .transformSchema(schema.add(TrainingData.VALIDATION, DataTypes.BooleanType));
  }

  /**
   * Fits the stages to the training rows alone, then the estimator.
   *
   * @param stages that make the features column; none if the rows have one
   * @param initial to go on from, or null
   */
  Trained train(
      TrainingData data,
      List<PipelineStage> stages,
      InitialTraining initial,
      ConsoleProgress progress) {
    PipelineModel features =
        new Pipeline().setStages(stages.toArray(PipelineStage[]::new)).fit(data.training());
    try {
      return estimator instanceof DeepFMRegressor regressor
          ? train(regressor, features, data, initial, progress)
          : train((DeepFMClassifier) estimator, features, data, initial, progress);
    } finally {
      progress.closeBar();
    }
  }

  private static Trained train(
      DeepFMClassifier classifier,
      PipelineModel features,
      TrainingData data,
      InitialTraining initial,
      ConsoleProgress progress) {
    DeepFMClassificationModel model =
        classifier
            .setProgressListener(progress)
            .setNumTrainingRows(data.trainingCounts().rows())
            .setInitialModel(
                initial == null ? null : initial.model(DeepFMClassificationModel.class))
            .fit(features.transform(data.all()));
    return new Trained(joined(features, model, data.all()), model.summary(), model.numParameters());
  }

  private static Trained train(
      DeepFMRegressor regressor,
      PipelineModel features,
      TrainingData data,
      InitialTraining initial,
      ConsoleProgress progress) {
    DeepFMRegressionModel model =
        regressor
            .setProgressListener(progress)
            .setNumTrainingRows(data.trainingCounts().rows())
            .setInitialModel(initial == null ? null : initial.model(DeepFMRegressionModel.class))
            .fit(features.transform(data.all()));
    return new Trained(joined(features, model, data.all()), model.summary(), model.numParameters());
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
