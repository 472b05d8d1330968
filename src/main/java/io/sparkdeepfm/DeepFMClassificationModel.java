package io.sparkdeepfm;

import io.sparkdeepfm.broadcast.BroadcastParameters;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.export.ServingExport;
import io.sparkdeepfm.fit.TrainedModel;
import io.sparkdeepfm.insight.ModelInsight;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.param.ClassificationParams;
import io.sparkdeepfm.param.ConfigBuilder;
import io.sparkdeepfm.param.ScoringParams;
import io.sparkdeepfm.param.StageColumns.InputColumns;
import io.sparkdeepfm.persist.ModelFiles;
import io.sparkdeepfm.persist.ModelState;
import io.sparkdeepfm.scoring.ExplanationColumn;
import io.sparkdeepfm.scoring.RawPrediction;
import io.sparkdeepfm.scoring.ScoredColumns;
import io.sparkdeepfm.scoring.Scoring;
import io.sparkdeepfm.scoring.Scoring.SentParameters;
import io.sparkdeepfm.scoring.VectorScorer;
import io.sparkdeepfm.serving.ServingModel;
import java.util.Optional;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.HasTrainingSummary;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.Tuple3;

/**
 * A trained DeepFM. {@link #transform} adds rawPrediction (−logit, logit), probability (of 0 and 1)
 * and prediction, scoring whole partitions in batches; it works in Structured Streaming. {@code
 * matmulPrecision} holds for scoring as it does for training. With {@code explainCol} set it adds a
 * struct of the terms that the logit is the sum of: {@code bias}, {@code firstOrder} by field,
 * {@code secondOrder} by pair of fields, and {@code deep}, all the rest. Fields without a value
 * have no terms.
 */
public final class DeepFMClassificationModel
    extends ProbabilisticClassificationModel<Vector, DeepFMClassificationModel>
    implements ClassificationParams,
        TrainedModel,
        ScoringParams.Setters<DeepFMClassificationModel>,
        HasTrainingSummary<TrainingSummary>,
        MLWritable {
  private String uid; // no initializer: Spark's constructor needs it before ours runs
  private final DeepFMConfig config;
  private final DeepFMParameters parameters;
  private TrainingSummary summary; // null where it is not known
  private SentParameters sent; // the same for all copies
  private final VectorScorer.Pool scorers = new VectorScorer.Pool(); // of predictRaw
  private transient ModelInsight told; // null where no stages were given

  /**
   * For lists of classes, as {@code ServiceLoader} reads them for Spark Connect: they want this to
   * be there and never call it.
   *
   * @throws UnsupportedOperationException always: models come from {@code fit} and {@code load}
   */
  public DeepFMClassificationModel() {
    throw new UnsupportedOperationException("Models come from fit and load.");
  }

  DeepFMClassificationModel(
      String uid, DeepFMConfig config, DeepFMParameters parameters, TrainingSummary summary) {
    this(Uid.announce(uid), config, parameters, summary);
  }

  private DeepFMClassificationModel(
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

  @Override
  public long numKept() {
    return parameters.numKept();
  }

  /** Number of learned floats. */
  public long numParameters() {
    return parameters.count();
  }

  /** Spark Connect's server calls it from Spark 4.1 on; the model's own files have the summary. */
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

  /** How the training went; IllegalStateException if a release before 0.2 saved the model. */
  @Override
  public TrainingSummary summary() {
    if (summary == null) {
      throw new IllegalStateException(
          "This model was saved without a training summary, by a release before 0.2.");
    }
    return summary;
  }

  /** What Spark's summaries ask for; javac cannot choose between two inherited ones. */
  @Override
  @SuppressWarnings({"rawtypes", "unchecked"})
  public Tuple3 findSummaryModel() {
    return new Tuple3<>(this, getProbabilityCol(), getPredictionCol());
  }

  /**
   * What this model has learned, in the tokens of the stages before it: it does not keep them
   * itself.
   *
   * @param stages the fitted PipelineModel that this model is part of, or the
   *     VocabularyIndexerModel before it
   * @throws IllegalArgumentException if a vocabulary has another size than in this model
   */
  public ModelInsight insight(Transformer stages) {
    return new ModelInsight(config, parameters, sent, stages);
  }

  /**
   * Tells this model the tokens of its features, which its copies keep and its files do not.
   *
   * @param stages as for {@link #insight}; null to forget them
   * @deprecated ask {@link #insight} instead, which changes nothing
   */
  @Deprecated
  public DeepFMClassificationModel setFittedStages(Transformer stages) {
    told = insight(stages);
    return this;
  }

  private ModelInsight told() {
    return told == null ? insight(null) : told;
  }

  /** As {@link ModelInsight#embeddings}, with tokens where {@link #setFittedStages} told them. */
  public Dataset<Row> embeddings() {
    return told().embeddings();
  }

  /** As {@link ModelInsight#firstOrderWeights}, tokens likewise. */
  public Dataset<Row> firstOrderWeights() {
    return told().firstOrderWeights();
  }

  /**
   * As {@link ModelInsight#similar}.
   *
   * @deprecated ask {@link #insight} instead: without {@link #setFittedStages} no token is known
   */
  @Deprecated
  public Dataset<Row> similar(String vocabulary, String token, int k) {
    return told().similar(vocabulary, token, k);
  }

  @Override
  public int numClasses() {
    return 2;
  }

  @Override
  public int numFeatures() {
    return config.schema().numFeatures();
  }

  @Override
  public StructType transformSchema(StructType schema) {
    ScoredColumns.check(InputColumns.requireVector(schema, getFeaturesCol()), config.schema());
    RawPrediction.checkThresholds(this);
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

  /** (−logit, logit) of one features vector, for single rows outside Spark jobs. */
  @Override
  public Vector predictRaw(Vector features) {
    double logit =
        scorers.logit(
            config, parameters, getFeaturesCol(), ConfigBuilder.precision(this), features);
    return Vectors.dense(-logit, logit);
  }

  /**
   * Scores labelled rows, weighted by {@code weightCol} if it is set, and says how good the scores
   * are. Every metric that is asked for reads the rows, so persist what is costly.
   *
   * @throws IllegalArgumentException if a column is missing or wrong, or a value not valid
   */
  public PredictionSummary evaluate(Dataset<?> dataset) {
    return PredictionSummary.of(copy(ParamMap.empty()), dataset);
  }

  @Override
  public Vector raw2probabilityInPlace(Vector rawPrediction) {
    return Vectors.dense(RawPrediction.toProbability(rawPrediction.toDense().values()));
  }

  @Override
  public DeepFMClassificationModel copy(ParamMap extra) {
    DeepFMClassificationModel copy =
        copyValues(new DeepFMClassificationModel(uid(), config, parameters, summary), extra);
    copy.told = told;
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

  public static MLReader<DeepFMClassificationModel> read() {
    return ModelFiles.reader(
        DeepFMClassificationModel.class,
        saved ->
            new DeepFMClassificationModel(
                saved.uid(),
                saved.state().config(),
                saved.state().parameters(),
                saved.summary(TrainingSummary.class).orElse(null)),
        DeepFMClassificationModel::setSavedPrecision);
  }

  /** Loads a model that was saved with {@link #write}. */
  public static DeepFMClassificationModel load(String path) {
    return read().load(path);
  }
}
