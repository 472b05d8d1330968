package io.sparkdeepfm.param;

import org.apache.spark.ml.param.Param;

/**
 * What a training goes on from.
 *
 * @param <S> the stage, returned by its setters
 */
public interface WarmStartParams<S> extends SelfTyped<S> {
  /** Path of the saved initial model. */
  default Param<String> initialModelPath() {
    return new Param<>(
        this,
        "initialModelPath",
        "path of a saved DeepFMClassificationModel, or of a saved PipelineModel whose last one is"
            + " meant, that the training goes on from; unset: from the seed");
  }

  default S setInitialModelPath(String path) {
    set(initialModelPath(), path);
    return self();
  }

  /** The path of the model that the training goes on from, or null. */
  default String getInitialModelPath() {
    return isDefined(initialModelPath()) ? getOrDefault(initialModelPath()) : null;
  }
}
