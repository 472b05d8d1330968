package io.sparkdeepfm;

import io.sparkdeepfm.fit.Fitting;
import io.sparkdeepfm.fit.Fitting.Fitted;
import io.sparkdeepfm.fit.InitialModel;
import io.sparkdeepfm.param.CheckpointParams;
import io.sparkdeepfm.param.RegressionParams;
import io.sparkdeepfm.persist.StageFiles;
import io.sparkdeepfm.scoring.ExplanationColumn;
import io.sparkdeepfm.train.ProgressListener;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.Regressor;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;

/**
 * Trains a DeepFM for labels that are numbers, as ratings, prices or counts: the network of {@link
 * DeepFMClassifier} without its sigmoid, fitted by squared or Poisson {@code loss}.
 *
 * <p>Reads a features vector as {@link DeepFMClassifier} does. A label that is not finite, or below
 * 0 with Poisson loss, a negative weight or a value that is not finite is an {@link
 * IllegalArgumentException} before training begins. The engine {@code dl4j} does not train it.
 *
 * <p>The output's bias begins at the weighted mean label, with Poisson loss at its logarithm: the
 * best of all constants, from where only the differences between rows remain to be learned.
 *
 * <p>It goes on from an initial model as {@link DeepFMClassifier} does, if that has the same loss.
 */
public final class DeepFMRegressor extends Regressor<Vector, DeepFMRegressor, DeepFMRegressionModel>
    implements RegressionParams.Setters<DeepFMRegressor>,
        CheckpointParams.Setters<DeepFMRegressor>,
        MLWritable {
  private static final int FORMAT_VERSION = 1;

  private String uid; // no initializer: Spark's constructor needs it before ours runs
  private transient ProgressListener progressListener = ProgressListener.NONE;
  private transient DeepFMRegressionModel initialModel;
  private transient long numTrainingRows; // 0: not known

  public DeepFMRegressor() {
    this(Identifiable$.MODULE$.randomUID("deepfmr"));
  }

  public DeepFMRegressor(String uid) {
    this(Uid.announce(uid));
  }

  private DeepFMRegressor(Uid.Announced announced) {
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
  public DeepFMRegressor setProgressListener(ProgressListener listener) {
    progressListener = listener;
    return this;
  }

  /**
   * Sets the model that training goes on from; null for none. It is copied with this estimator but
   * not saved with it: for that, save the model and set {@code initialModelPath}.
   */
  public DeepFMRegressor setInitialModel(DeepFMRegressionModel model) {
    initialModel = model;
    return this;
  }

  /**
   * Says how many rows there are to train on, for who has counted them: {@code recipe} then does
   * not. 0: not known. Copied with this estimator, not saved.
   */
  public DeepFMRegressor setNumTrainingRows(long rows) {
    numTrainingRows = rows;
    return this;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    Fitting.check(this, initialModel, schema);
    return ExplanationColumn.addTo(super.transformSchema(schema), getExplainCol());
  }

  /**
   * Trains a model. As Spark's own, without its conversion of labels and weights, which {@link
   * #train} makes, and which cannot read columns with dots in their names.
   */
  @Override
  public DeepFMRegressionModel fit(Dataset<?> dataset) {
    transformSchema(dataset.schema(), true);
    return train(dataset).setParent(this); // which has copied the Params, with what was chosen
  }

  @Override
  public DeepFMRegressionModel train(Dataset<?> dataset) {
    InitialModel initial =
        InitialModel.find(this, initialModel, DeepFMRegressionModel.class, dataset.sparkSession());
    Fitted fitted = Fitting.fit(this, dataset, initial, numTrainingRows, progressListener);
    DeepFMRegressionModel model =
        new DeepFMRegressionModel(
            uid(), fitted.config(), fitted.outcome().parameters(), TrainingSummary.of(fitted));
    return fitted.params().copyValues(model, ParamMap.empty());
  }

  @Override
  public DeepFMRegressor copy(ParamMap extra) {
    DeepFMRegressor copy = copyValues(new DeepFMRegressor(uid()), extra);
    return copy.setProgressListener(progressListener)
        .setInitialModel(initialModel)
        .setNumTrainingRows(numTrainingRows);
  }

  @Override
  public MLWriter write() {
    return StageFiles.writer(this, FORMAT_VERSION);
  }

  public static MLReader<DeepFMRegressor> read() {
    return StageFiles.reader(
        DeepFMRegressor.class,
        FORMAT_VERSION,
        (metadata, session, path) -> new DeepFMRegressor(metadata.uid()));
  }

  /** Loads an estimator that was saved with {@link #write}. */
  public static DeepFMRegressor load(String path) {
    return read().load(path);
  }
}
