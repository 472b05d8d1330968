package io.sparkdeepfm.param;

import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.param.CheckedParams.SelfTyped;
import io.sparkdeepfm.param.EngineParams.Engines;
import io.sparkdeepfm.train.TrainingCheckpoints.Unit;
import java.util.List;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * Where a training writes down how far it has come, so that it can go on from there. Only an
 * estimator has these Params: they decide about nothing in the model.
 */
public interface CheckpointParams extends Params {
  /** Directory of the checkpoints. */
  default Param<String> checkpointDir() {
    return new Param<>(
        this,
        "checkpointDir",
        "directory, on a file system that driver and executors share, for the checkpoints of this one"
            + " training, of which the last two are kept; lost workers then go on from the last one, with"
            + " the same outcome as without the loss; with engine cpu or cuda; unset: no checkpoints");
  }

  /** Epochs or rounds between two checkpoints. */
  default IntParam checkpointInterval() {
    return CheckedParams.atLeast(
        this,
        "checkpointInterval",
        1,
        "epochs or rounds, as checkpointUnit says, from one checkpoint to the next, at least 1");
  }

  /** What is counted between two checkpoints. */
  default Param<String> checkpointUnit() {
    return CheckedParams.oneOf(
        this,
        "checkpointUnit",
        Unit.class,
        "what checkpointInterval counts: epochs; or rounds, that is averagings or, with one worker,"
            + " stretches of some 260,000 examples, for epochs that last long");
  }

  /** Whether to go on from the last checkpoint. */
  default BooleanParam resume() {
    return new BooleanParam(
        this,
        "resume",
        "whether to go on from the newest checkpoint in checkpointDir, if there is one, rather than"
            + " refuse to train where there is; the data, the other Params and the number of workers and"
            + " threads must be the same");
  }

  /** Sets the defaults of these Params. */
  default void setCheckpointDefaults() {
    setDefault(checkpointInterval(), 1);
    setDefault(checkpointUnit(), "epochs");
    setDefault(resume(), false);
  }

  /** The directory of the checkpoints, or null. */
  default String getCheckpointDir() {
    return isDefined(checkpointDir()) ? getOrDefault(checkpointDir()) : null;
  }

  default int getCheckpointInterval() {
    return (Integer) getOrDefault(checkpointInterval());
  }

  default String getCheckpointUnit() {
    return getOrDefault(checkpointUnit());
  }

  default boolean getResume() {
    return (Boolean) getOrDefault(resume());
  }

  /** What {@link #getCheckpointUnit} names. */
  default Unit unitOfCheckpoints() {
    return EnumNames.parse(Unit.class, "checkpointUnit", getCheckpointUnit());
  }

  /**
   * @throws IllegalArgumentException if a Param is set that is of no use without another, or the
   *     engine has no checkpoints
   */
  static void check(DeepFMParams params) {
    if (!(params instanceof CheckpointParams checkpoints)) {
      return;
    }
    if (checkpoints.getCheckpointDir() == null) {
      for (Param<?> param :
          List.of(
              checkpoints.checkpointInterval(),
              checkpoints.checkpointUnit(),
              checkpoints.resume())) {
        if (checkpoints.isSet(param)) {
          throw Refusal.of(
              "%s is set, but checkpointDir is not, so there are no checkpoints; set checkpointDir, or"
                  + " clear %s.",
              param.name(), param.name());
        }
      }
    } else if (Engines.named(params) == Engines.DL4J) {
      throw Refusal.of(
          "checkpointDir is '%s', but engine '%s' writes no checkpoints; clear checkpointDir, or choose"
              + " engine 'cpu'.",
          checkpoints.getCheckpointDir(), params.getEngine());
    }
  }

  /** The setters of these Params, which return the stage, an {@code S}. */
  interface Setters<S> extends CheckpointParams, SelfTyped<S> {
    default S setCheckpointDir(String directory) {
      return with(checkpointDir(), directory);
    }

    default S setCheckpointInterval(int epochsOrRounds) {
      return with(checkpointInterval(), epochsOrRounds);
    }

    default S setCheckpointUnit(String unit) {
      return with(checkpointUnit(), unit);
    }

    default S setResume(boolean on) {
      return with(resume(), on);
    }
  }
}
