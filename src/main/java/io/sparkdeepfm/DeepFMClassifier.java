package io.sparkdeepfm;

import io.sparkdeepfm.fit.Fitting;
import io.sparkdeepfm.fit.Fitting.Fitted;
import io.sparkdeepfm.fit.InitialModel;
import io.sparkdeepfm.param.CheckpointParams;
import io.sparkdeepfm.param.ClassificationParams;
import io.sparkdeepfm.persist.StageFiles;
import io.sparkdeepfm.scoring.ExplanationColumn;
import io.sparkdeepfm.scoring.RawPrediction;
import io.sparkdeepfm.train.ProgressListener;
import org.apache.spark.ml.classification.ProbabilisticClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
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
    implements ClassificationParams.Setters<DeepFMClassifier>,
        CheckpointParams.Setters<DeepFMClassifier>,
        MLWritable {
  private static final int FORMAT_VERSION = 1;

  private String uid; // no initializer: Spark's constructor needs it before ours runs
  private transient ProgressListener progressListener = ProgressListener.NONE;
  private transient DeepFMClassificationModel initialModel;
  private transient long numTrainingRows; // 0: not known

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
    setCheckpointDefaults();
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

  /**
   * Says how many rows there are to train on, for who has counted them: {@code recipe} then does
   * not. 0: not known. Copied with this estimator, not saved.
   */
  public DeepFMClassifier setNumTrainingRows(long rows) {
    numTrainingRows = rows;
    return this;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    Fitting.check(this, initialModel, schema);
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
    return train(dataset).setParent(this); // which has copied the Params, with what was chosen
  }

  @Override
  public DeepFMClassificationModel train(Dataset<?> dataset) {
    InitialModel initial =
        InitialModel.find(
            this, initialModel, DeepFMClassificationModel.class, dataset.sparkSession());
    Fitted fitted = Fitting.fit(this, dataset, initial, numTrainingRows, progressListener);
    DeepFMClassificationModel model =
        new DeepFMClassificationModel(
            uid(), fitted.config(), fitted.outcome().parameters(), TrainingSummary.of(fitted));
    return fitted.params().copyValues(model, ParamMap.empty());
  }

  @Override
  public DeepFMClassifier copy(ParamMap extra) {
    DeepFMClassifier copy = copyValues(new DeepFMClassifier(uid()), extra);
    return copy.setProgressListener(progressListener)
        .setInitialModel(initialModel)
        .setNumTrainingRows(numTrainingRows);
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
