package io.sparkdeepfm;

import io.sparkdeepfm.broadcast.BroadcastParameters;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.export.ServingExport;
import io.sparkdeepfm.fit.TrainedModel;
import io.sparkdeepfm.insight.ModelInsight;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.optim.Loss;
import io.sparkdeepfm.param.ConfigBuilder;
import io.sparkdeepfm.param.RegressionParams;
import io.sparkdeepfm.param.ScoringParams;
import io.sparkdeepfm.param.StageColumns.InputColumns;
import io.sparkdeepfm.persist.ModelFiles;
import io.sparkdeepfm.persist.ModelState;
import io.sparkdeepfm.scoring.ExplanationColumn;
import io.sparkdeepfm.scoring.ScoredColumns;
import io.sparkdeepfm.scoring.Scoring;
import io.sparkdeepfm.scoring.Scoring.SentParameters;
import io.sparkdeepfm.scoring.VectorScorer;
import io.sparkdeepfm.serving.ServingModel;
import java.util.Optional;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.RegressionModel;
import org.apache.spark.ml.util.HasTrainingSummary;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * A trained DeepFM for labels that are numbers. {@link #transform} adds prediction, the expected
 * label: the output of the network, or its exponential with Poisson loss. It scores whole
 * partitions in batches, also in Structured Streaming. With {@code explainCol} set it adds a struct
 * of the terms that the output is the sum of, in its units: those of the label, with Poisson loss
 * logarithms, of which each multiplies the prediction by its exponential.
 */
public final class DeepFMRegressionModel extends RegressionModel<Vector, DeepFMRegressionModel>
    implements RegressionParams,
        TrainedModel,
        ScoringParams.Setters<DeepFMRegressionModel>,
        HasTrainingSummary<TrainingSummary>,
        MLWritable {
  private String uid; // no initializer: Spark's constructor needs it before ours runs
  private final DeepFMConfig config;
  private final DeepFMParameters parameters;
  private TrainingSummary summary; // null where it is not known
  private SentParameters sent; // the same for all copies
  private final VectorScorer.Pool scorers = new VectorScorer.Pool(); // of predict

  /**
   * For lists of classes, as {@code ServiceLoader} reads them for Spark Connect: they want this to
   * be there and never call it.
   *
   * @throws UnsupportedOperationException always: models come from {@code fit} and {@code load}
   */
  public DeepFMRegressionModel() {
    throw new UnsupportedOperationException("Models come from fit and load.");
  }

  DeepFMRegressionModel(
      String uid, DeepFMConfig config, DeepFMParameters parameters, TrainingSummary summary) {
    this(Uid.announce(uid), config, parameters, summary);
  }

  private DeepFMRegressionModel(
      Uid.Announced announced,
      DeepFMConfig config,
      DeepFMParameters parameters,
      TrainingSummary summary) {
    this.uid = announced.uid();
    this.config = config;
    this.parameters = parameters;
    sent = new SentParameters(parameters);
    this.summary = summary;
    setDefaults();
  }

  @Override
  public String uid() {
    return uid == null ? Uid.take() : uid;
  }

  /** The fields of the features vector and the tables that they draw on. */
  public FieldSchema fields() {
    return config.schema();
  }

  @Override
  public DeepFMConfig config() {
    return config;
  }

  @Override
  public DeepFMParameters parameters() {
    return parameters.copy();
  }

  /** The loss that this model was fitted by, whatever its Param says since. */
  @Override
  public Loss fittedLoss() {
    return config.loss();
  }

  @Override
  public long numKept() {
    return parameters.numKept();
  }

  /** Number of learned floats. */
  public long numParameters() {
    return parameters.count();
  }

  /**
   * What Spark Connect's server calls from Spark 4.1 on when it puts a model on its disk; nothing
   * is left to save, as the model's own files have the summary.
   */
  public void saveSummary(String path) {}

  @Override
  public boolean hasSummary() {
    return summary != null;
  }

  @Override
  public Option<TrainingSummary> trainingSummary() {
    return Option.apply(summary);
  }

  @Override
  public void trainingSummary_$eq(Option<TrainingSummary> known) {
    summary = known.isDefined() ? known.get() : null;
  }

  /** How the training went; IllegalStateException if its file is missing from a saved model. */
  @Override
  public TrainingSummary summary() {
    if (summary == null) {
      throw new IllegalStateException("This model was saved without a training summary.");
    }
    return summary;
  }

  /**
   * What this model has learned, in the tokens of the stages before it.
   *
   * @param stages the fitted PipelineModel that this model is part of, or the
   *     VocabularyIndexerModel before it
   * @throws IllegalArgumentException if a vocabulary has another size than in this model
   */
  public ModelInsight insight(Transformer stages) {
    return new ModelInsight(config, parameters, sent, stages);
  }

  @Override
  public int numFeatures() {
    return config.schema().numFeatures();
  }

  @Override
  public StructType transformSchema(StructType schema) {
    ScoredColumns.check(InputColumns.requireVector(schema, getFeaturesCol()), config.schema());
    return ExplanationColumn.addTo(super.transformSchema(schema), getExplainCol());
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    return scoring(dataset).transform(dataset);
  }

  /** The ways to score a Dataset. */
  Scoring scoring(Dataset<?> dataset) {
    return Scoring.of(
        this, transformSchema(dataset.schema()), config, sent, dataset.sparkSession());
  }

  /** The parameters as the executors get them, sent once per model. */
  BroadcastParameters broadcast(SparkSession session) {
    return sent.to(session);
  }

  /** The expected label of one features vector, for single rows outside Spark jobs. */
  @Override
  public double predict(Vector features) {
    return config
        .loss()
        .mean(
            scorers.logit(
                config, parameters, getFeaturesCol(), ConfigBuilder.precision(this), features));
  }

  /**
   * Scores labelled rows, weighted by {@code weightCol} if it is set, and says how good the
   * predictions are.
   *
   * @throws IllegalArgumentException if a column is missing or wrong, or a value not valid
   */
  public RegressionSummary evaluate(Dataset<?> dataset) {
    return RegressionSummary.of(copy(ParamMap.empty()), dataset);
  }

  @Override
  public DeepFMRegressionModel copy(ParamMap extra) {
    DeepFMRegressionModel copy =
        copyValues(new DeepFMRegressionModel(uid(), config, parameters, summary), extra);
    copy.sent = sent;
    return copy.setParent(parent());
  }

  @Override
  public ServingModel servingModel(Transformer stages) {
    return ServingExport.of(this, config, parameters, stages);
  }

  @Override
  public MLWriter write() {
    return ModelFiles.writer(
        this, new ModelState(config, parameters), Optional.ofNullable(summary));
  }

  public static MLReader<DeepFMRegressionModel> read() {
    return ModelFiles.reader(
        DeepFMRegressionModel.class,
        saved ->
            new DeepFMRegressionModel(
                saved.uid(),
                saved.state().config(),
                saved.state().parameters(),
                saved.summary(TrainingSummary.class).orElse(null)),
        DeepFMRegressionModel::setSavedPrecision);
  }

  /** Loads a model that was saved with {@link #write}. */
  public static DeepFMRegressionModel load(String path) {
    return read().load(path);
  }
}
