package io.sparkdeepfm;

import io.sparkdeepfm.column.BadValueException;
import io.sparkdeepfm.column.Columns;
import io.sparkdeepfm.column.FieldMetadata;
import io.sparkdeepfm.encode.EncodedData;
import io.sparkdeepfm.encode.RowRules.PriorCorrection;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.metric.ValidationCurves;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.WarmStart;
import io.sparkdeepfm.param.ConfigBuilder;
import io.sparkdeepfm.param.DeepFMParams;
import io.sparkdeepfm.param.EngineParams.Engines;
import io.sparkdeepfm.param.ParamCombinations;
import io.sparkdeepfm.param.RecipeParams.Choice;
import io.sparkdeepfm.param.RecipeParams.Recipe;
import io.sparkdeepfm.param.StageColumns.InputColumns;
import io.sparkdeepfm.persist.StageFiles;
import io.sparkdeepfm.scoring.ExplanationColumn;
import io.sparkdeepfm.scoring.RawPrediction;
import io.sparkdeepfm.train.ClusterShape;
import io.sparkdeepfm.train.ProgressListener;
import io.sparkdeepfm.train.Trainer;
import java.time.Instant;
import java.util.function.Consumer;
import org.apache.spark.ml.classification.ProbabilisticClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Trains a DeepFM (Guo et al. 2017): a factorization machine and a multilayer perceptron over
 * shared embeddings, for labels 0 and 1.
 *
 * <p>Reads a features vector from {@link io.sparkdeepfm.stage.FieldAssembler}, or any MLlib vector
 * with {@code fieldSizes}. Rows with missing or unknown values are ordinary rows; a label that is
 * not 0 or 1, a negative weight or a value that is not finite is an {@link
 * IllegalArgumentException} before training begins.
 *
 * <p>With an initial model ({@link #setInitialModel} or {@code initialModelPath}) training goes on
 * from its parameters; optimizer state starts afresh. The model must have the shape of this one:
 * the same fields in the same order, the same Params of the shape but dropout, and no larger
 * tables. Further rows of larger tables are drawn from the seed. Row r of a table goes on as row r,
 * so <b>an index must still mean the same value</b>: extend the old vocabularies ({@link
 * io.sparkdeepfm.stage.VocabularyIndexer#setInitialModel}), hash into the same number of buckets,
 * and take fitted scalers over. A VocabularyIndexer that is fitted anew permutes the indices, which
 * nothing can find out here: the model would begin with the embeddings of other values.
 */
public final class DeepFMClassifier
    extends ProbabilisticClassifier<Vector, DeepFMClassifier, DeepFMClassificationModel>
    implements DeepFMParams.Setters<DeepFMClassifier>, MLWritable {
  private static final int FORMAT_VERSION = 1;

  private String uid; // no initializer: Spark's constructor needs it before ours runs
  private transient ProgressListener progressListener = ProgressListener.NONE;
  private transient DeepFMClassificationModel initialModel;

  public DeepFMClassifier() {
    this(Identifiable$.MODULE$.randomUID("deepfm"));
  }

  public DeepFMClassifier(String uid) {
    this(Uid.announce(uid));
  }

  private DeepFMClassifier(Uid.Announced announced) {
    super();
    this.uid = announced.uid();
    setDefaults();
  }

  @Override
  public String uid() {
    return uid == null ? Uid.take() : uid;
  }

  /** Sets who is told how training goes on; not saved, not copied to other machines. */
  public DeepFMClassifier setProgressListener(ProgressListener listener) {
    progressListener = listener;
    return this;
  }

  /**
   * Sets the model that training goes on from; null for none. It is copied with this estimator but
   * not saved with it: for that, save the model and set {@code initialModelPath}.
   */
  public DeepFMClassifier setInitialModel(DeepFMClassificationModel model) {
    initialModel = model;
    return this;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    if (Recipe.of(this) == Recipe.AUTO) {
      DeepFMClassifier example = copy(ParamMap.empty()).setRecipe("none");
      Choice.of(example, 1, 1);
      return example.transformSchema(schema);
    }
    ParamCombinations.check(this);
    InputColumns.check(this, schema);
    InitialModel.requireOneAtMost(this, initialModel);
    RawPrediction.checkThresholds(this);
    return ExplanationColumn.addTo(super.transformSchema(schema), getExplainCol());
  }

  /**
   * Trains a model. As Spark's own, without its conversion of labels and weights, which {@link
   * #train} makes, and which cannot read columns with dots in their names.
   */
  @Override
  public DeepFMClassificationModel fit(Dataset<?> dataset) {
    transformSchema(dataset.schema(), true);
    return copyValues(train(dataset).setParent(this), ParamMap.empty());
  }

  @Override
  public DeepFMClassificationModel train(Dataset<?> dataset) {
    InitialModel initial = InitialModel.find(this, initialModel, dataset.sparkSession());
    if (Recipe.of(this) == Recipe.NONE) {
      return train(dataset, initial, listener -> {});
    }
    DeepFMClassifier chosen = copy(ParamMap.empty());
    long rows = countTrainingRows(dataset);
    int workers =
        ConfigBuilder.numWorkers(this, ClusterShape.of(dataset.sparkSession().sparkContext()));
    Choice choice =
        initial.model() == null
            ? Choice.of(chosen, rows, workers)
            : Choice.goingOn(chosen, rows, workers, initial.model());
    DeepFMClassificationModel model =
        chosen.train(dataset, initial, told -> told.recipeChosen(rows, choice.chosen()));
    return chosen.copyValues(model, ParamMap.empty());
  }

  private long countTrainingRows(Dataset<?> dataset) {
    String indicator = InputColumns.of(this).validationIndicator();
    Dataset<?> rows =
        indicator == null ? dataset : dataset.where(functions.not(Columns.reference(indicator)));
    return BadValueException.unwrap(rows::count);
  }

  /**
   * @param beginning told once the rows are known to be good
   */
  private DeepFMClassificationModel train(
      Dataset<?> dataset, InitialModel initial, Consumer<ProgressListener> beginning) {
    long begin = System.nanoTime();
    DeepFMConfig config = ConfigBuilder.shape(this, dataset.schema());
    initial.requireFits(config);
    ClusterShape cluster = ClusterShape.of(dataset.sparkSession().sparkContext());
    TrainingConfig training = ConfigBuilder.training(this, cluster);
    Engines.get(this)
        .checkCluster(
            config,
            training,
            dataset.sparkSession().sparkContext(),
            cluster.workersAtOnce(training.numWorkers(), training.threadsPerWorker()));
    try (EncodedData data = encode(dataset, config, training, cluster)) {
      beginning.accept(progressListener());
      PriorCorrection correction = new PriorCorrection(getNegativeSamplingRate());
      WarmStart start = initial.start(config, training);
      if (start.report().isWarmStart()) {
        correction.revert(start.parameters());
        progressListener().warmStarted(start.report());
      }
      Trainer.Outcome outcome =
          trainer(correction)
              .train(
                  new TrainingEngine.Job(
                      data.blocks(),
                      data.workers(),
                      config,
                      training.forExamples(data.counts().training()),
                      cluster.coresPerExecutor(),
                      start.parameters()),
                  data.counts());
      double seconds = (System.nanoTime() - begin) * 1e-9;
      return new DeepFMClassificationModel(
          uid(),
          config,
          outcome.parameters(),
          TrainingSummary.of(
              outcome,
              data.counts(),
              training,
              start.report(),
              seconds,
              details(dataset, data, config, outcome.curves())));
    }
  }

  private TrainingDetails details(
      Dataset<?> dataset, EncodedData data, DeepFMConfig config, ValidationCurves curves) {
    StructField features = dataset.schema().apply(getFeaturesCol());
    return new TrainingDetails(
        Instant.now(),
        curves,
        data.fieldCounts().usage(config.schema(), FieldMetadata.fieldsWithUnknown(features)),
        TrainingDetails.parameters(this),
        TrainingDetails.versions(dataset.sparkSession().sparkContext(), getEngine()));
  }

  private EncodedData encode(
      Dataset<?> dataset, DeepFMConfig config, TrainingConfig training, ClusterShape cluster) {
    return BadValueException.unwrap(
        () ->
            EncodedData.encode(
                dataset,
                InputColumns.of(this),
                config.schema(),
                ConfigBuilder.rowRules(this),
                training.numWorkers(),
                cluster.coresToReserve(training.numWorkers(), training.threadsPerWorker())));
  }

  private Trainer trainer(PriorCorrection correction) {
    return new Trainer(
        Engines.get(this), ConfigBuilder.validation(this), correction, progressListener());
  }

  private ProgressListener progressListener() {
    return progressListener == null ? ProgressListener.NONE : progressListener;
  }

  @Override
  public DeepFMClassifier copy(ParamMap extra) {
    DeepFMClassifier copy = copyValues(new DeepFMClassifier(uid()), extra);
    return copy.setProgressListener(progressListener).setInitialModel(initialModel);
  }

  @Override
  public MLWriter write() {
    return StageFiles.writer(this, FORMAT_VERSION);
  }

  public static MLReader<DeepFMClassifier> read() {
    return StageFiles.reader(
        DeepFMClassifier.class,
        FORMAT_VERSION,
        (metadata, session, path) -> new DeepFMClassifier(metadata.uid()));
  }

  /** Loads an estimator that was saved with {@link #write}. */
  public static DeepFMClassifier load(String path) {
    return read().load(path);
  }
}
