package io.sparkdeepfm.fit;

import io.sparkdeepfm.column.Columns;
import io.sparkdeepfm.column.FieldMetadata;
import io.sparkdeepfm.data.BadValueException;
import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.encode.EncodedData;
import io.sparkdeepfm.encode.ExampleCounts;
import io.sparkdeepfm.encode.KeptData;
import io.sparkdeepfm.encode.RowRules;
import io.sparkdeepfm.encode.RowRules.PriorCorrection;
import io.sparkdeepfm.engine.HeapNeeds.Heaps;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.engine.cuda.CudaScorer;
import io.sparkdeepfm.metric.ValidationCurves;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.WarmStart;
import io.sparkdeepfm.model.WarmStartReport;
import io.sparkdeepfm.optim.Loss;
import io.sparkdeepfm.param.ConfigBuilder;
import io.sparkdeepfm.param.DeepFMParams;
import io.sparkdeepfm.param.EngineParams.Engines;
import io.sparkdeepfm.param.ParamCombinations;
import io.sparkdeepfm.param.RecipeParams.Choice;
import io.sparkdeepfm.param.RecipeParams.Recipe;
import io.sparkdeepfm.param.StageColumns.InputColumns;
import io.sparkdeepfm.train.ClusterShape;
import io.sparkdeepfm.train.ProgressListener;
import io.sparkdeepfm.train.Trainer;
import io.sparkdeepfm.train.TrainingCheckpoints;
import java.time.Instant;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Trains as the Params of an estimator say: checks, encodes, trains. */
public final class Fitting {
  private final DeepFMParams params;
  private final InitialModel initial;
  private final ProgressListener progress;

  private Fitting(DeepFMParams params, InitialModel initial, ProgressListener progress) {
    this.params = params;
    this.initial = initial;
    this.progress = progress;
  }

  /**
   * What a training came to.
   *
   * @param params that it went by: the estimator's, or a copy with what its recipe chose
   * @param config shape of the model
   * @param outcome parameters and history
   * @param counts of the rows
   * @param training how it was trained
   * @param warmStart which rows came from an initial model
   * @param seconds of the whole fit
   * @param details for the report
   */
  public record Fitted(
      DeepFMParams params,
      DeepFMConfig config,
      Trainer.Outcome outcome,
      ExampleCounts counts,
      TrainingConfig training,
      WarmStartReport warmStart,
      double seconds,
      TrainingDetails details) {}

  /**
   * Looks at what can be told before a training.
   *
   * @param initialModel that was set, or null
   * @throws IllegalArgumentException if a column is missing or wrong, or Params do not go together
   */
  public static void check(DeepFMParams params, TrainedModel initialModel, StructType schema) {
    DeepFMParams complete = params;
    if (Recipe.of(params) == Recipe.AUTO) {
      complete = (DeepFMParams) params.copy(ParamMap.empty());
      Choice.of(complete, 1, 1);
    }
    ParamCombinations.check(complete);
    InputColumns.check(complete, schema);
    InitialModel.requireOneAtMost(params, initialModel);
  }

  /**
   * Trains on the rows of a Dataset.
   *
   * @param params of the estimator, which stay as they are
   * @param initial to go on from
   * @param knownRows number of training rows, as a recipe asks for it; 0: they are counted
   * @param listener is told how it goes; null for nobody
   * @throws IllegalArgumentException if a row cannot be trained on
   */
  public static Fitted fit(
      DeepFMParams params,
      Dataset<?> dataset,
      InitialModel initial,
      long knownRows,
      ProgressListener listener) {
    ProgressListener progress = listener == null ? ProgressListener.NONE : listener;
    if (Recipe.of(params) == Recipe.NONE) {
      return new Fitting(withPrecision(params), initial, progress).fit(dataset, told -> {});
    }
    DeepFMParams chosen = (DeepFMParams) params.copy(ParamMap.empty());
    long rows = knownRows > 0 ? knownRows : countTrainingRows(params, dataset);
    int workers =
        ConfigBuilder.numWorkers(params, ClusterShape.of(dataset.sparkSession().sparkContext()));
    Choice choice =
        initial.model() == null
            ? Choice.of(chosen, rows, workers)
            : Choice.goingOn(chosen, rows, workers, initial.model());
    return new Fitting(withPrecision(chosen), initial, progress)
        .fit(dataset, told -> told.recipeChosen(rows, choice.chosen()));
  }

  /** With the precision that auto stands for, which model and summary then say. */
  private static DeepFMParams withPrecision(DeepFMParams params) {
    String precision = EnumNames.nameOf(ConfigBuilder.precision(params));
    if (precision.equals(params.getMatmulPrecision())) {
      return params;
    }
    DeepFMParams precise = (DeepFMParams) params.copy(ParamMap.empty());
    precise.set(precise.matmulPrecision(), precision);
    return precise;
  }

  private static long countTrainingRows(DeepFMParams params, Dataset<?> dataset) {
    String indicator = InputColumns.of(params).validationIndicator();
    Dataset<?> rows =
        indicator == null ? dataset : dataset.where(functions.not(Columns.reference(indicator)));
    return BadValueException.unwrap(rows::count);
  }

  /**
   * @param beginning told once the rows are known to be good
   */
  private Fitted fit(Dataset<?> dataset, Consumer<ProgressListener> beginning) {
    long begin = System.nanoTime();
    DeepFMConfig config = ConfigBuilder.shape(params, dataset.schema());
    SparkContext context = dataset.sparkSession().sparkContext();
    initial.requireFits(config, params.getEngine(), Heaps.of(context));
    ClusterShape cluster = ClusterShape.of(context);
    TrainingConfig training = ConfigBuilder.training(params, cluster);
    checkCluster(dataset, config, training, cluster);
    TrainingCheckpoints checkpoints = Checkpoints.open(params, config, training, context);
    RowRules rules = ConfigBuilder.rowRules(params);
    try (KeptData kept = encode(dataset, config, training, rules, cluster)) {
      EncodedData data = kept.data();
      Checkpoints.requireFit(checkpoints, data);
      beginning.accept(progress);
      PriorCorrection correction = new PriorCorrection(rules.negativeSamplingRate());
      TrainingConfig begun = withBias(training, config.loss(), data.counts());
      WarmStart start = initial.start(config, begun);
      if (start.report().isWarmStart()) {
        correction.revert(start.parameters());
        progress.warmStarted(start.report());
      }
      Trainer.Outcome outcome =
          trainer(config, correction)
              .train(
                  new TrainingEngine.Job(
                      data.blocks(),
                      data.workers(),
                      config,
                      begun.forExamples(data.counts().training()),
                      cluster.coresPerExecutor(),
                      start.parameters()),
                  data.counts(),
                  checkpoints);
      double seconds = (System.nanoTime() - begin) * 1e-9;
      return new Fitted(
          params,
          config,
          outcome,
          data.counts(),
          training,
          start.report(),
          seconds,
          details(dataset, data, config, outcome.curves()));
    }
  }

  /**
   * A regression begins at the best constant, the output of the mean label: labels may lie
   * anywhere, and steps of a learning rate's size would first have to carry the output there, on
   * the way bending the embeddings, which get the same gradients. A logit of 0 is at most a few
   * units away from where it belongs.
   */
  private static TrainingConfig withBias(TrainingConfig training, Loss loss, ExampleCounts counts) {
    return loss.isRegression()
        ? training.withInitialBias(loss.output(counts.meanLabel()))
        : training;
  }

  private void checkCluster(
      Dataset<?> dataset, DeepFMConfig config, TrainingConfig training, ClusterShape cluster) {
    Engines.get(params)
        .checkCluster(
            config,
            training,
            dataset.sparkSession().sparkContext(),
            cluster.workersAtOnce(training.numWorkers(), training.threadsPerWorker()));
    if (params.getScoringEngine().equals("cuda")) { // the model's, but told before the training
      CudaScorer.devices(dataset.sparkSession().sparkContext(), params.getCudaDevice());
    }
  }

  private TrainingDetails details(
      Dataset<?> dataset, EncodedData data, DeepFMConfig config, ValidationCurves curves) {
    StructField features = dataset.schema().apply(params.getFeaturesCol());
    return new TrainingDetails(
        Instant.now(),
        curves,
        data.fieldCounts()
            .usage(
                config.schema(),
                FieldMetadata.userColumns(features, config.schema()),
                FieldMetadata.fieldsWithUnknown(features)),
        TrainingDetails.parameters(params),
        TrainingDetails.versions(dataset.sparkSession().sparkContext(), params.getEngine()));
  }

  private KeptData encode(
      Dataset<?> dataset,
      DeepFMConfig config,
      TrainingConfig training,
      RowRules rules,
      ClusterShape cluster) {
    return BadValueException.unwrap(
        () ->
            KeptData.of(
                dataset,
                InputColumns.of(params),
                config.schema(),
                rules,
                training.numWorkers(),
                cluster.coresToReserve(training.numWorkers(), training.threadsPerWorker())));
  }

  private Trainer trainer(DeepFMConfig config, PriorCorrection correction) {
    return new Trainer(
        Engines.get(params), config.loss(), ConfigBuilder.validation(params), correction, progress);
  }
}
