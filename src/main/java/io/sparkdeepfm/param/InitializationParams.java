package io.sparkdeepfm.param;

import io.sparkdeepfm.model.Initialization.EmbeddingInitializer;
import io.sparkdeepfm.model.Initialization.FirstOrderInitializer;
import io.sparkdeepfm.model.Initialization.MlpInitializer;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;

/**
 * What the parameters are drawn from before the first step.
 *
 * @param <S> the stage, returned by its setters
 */
public interface InitializationParams<S> extends SelfTyped<S> {
  /** Distribution of the embeddings. */
  default Param<String> embeddingInitializer() {
    return CheckedParams.oneOf(
        this,
        "embeddingInitializer",
        EmbeddingInitializer.class,
        "distribution of the initial embeddings: of scale embeddingInitScale, or by Glorot, whose"
            + " scale follows from the numbers of rows and columns of the table");
  }

  /** Scale of the embeddings. */
  default DoubleParam embeddingInitScale() {
    return CheckedParams.positive(
        this,
        "embeddingInitScale",
        "standard deviation of embeddingInitializer normal, half width of uniform, above 0; not"
            + " used by glorotNormal and glorotUniform, and must not be set with them");
  }

  /** Distribution of the first-order weights. */
  default Param<String> firstOrderInitializer() {
    return CheckedParams.oneOf(
        this,
        "firstOrderInitializer",
        FirstOrderInitializer.class,
        "initial first-order weights: 0, or drawn as the embeddings are; without effect if"
            + " firstOrder is false");
  }

  /** Distribution of the MLP's weights. */
  default Param<String> mlpInitializer() {
    return CheckedParams.oneOf(
        this,
        "mlpInitializer",
        MlpInitializer.class,
        "distribution of the initial weights of the MLP; He's variance is about twice that of"
            + " Glorot, for layers of ReLUs");
  }

  /** Sets the defaults of these Params. */
  default void setInitializationDefaults() {
    setDefault(embeddingInitializer(), "normal");
    setDefault(embeddingInitScale(), 0.01);
    setDefault(firstOrderInitializer(), "zero");
    setDefault(mlpInitializer(), "glorotNormal");
  }

  default S setEmbeddingInitializer(String name) {
    set(embeddingInitializer(), name);
    return self();
  }

  default String getEmbeddingInitializer() {
    return getOrDefault(embeddingInitializer());
  }

  default S setEmbeddingInitScale(double scale) {
    set(embeddingInitScale(), scale);
    return self();
  }

  default double getEmbeddingInitScale() {
    return (Double) getOrDefault(embeddingInitScale());
  }

  default S setFirstOrderInitializer(String name) {
    set(firstOrderInitializer(), name);
    return self();
  }

  default String getFirstOrderInitializer() {
    return getOrDefault(firstOrderInitializer());
  }

  default S setMlpInitializer(String name) {
    set(mlpInitializer(), name);
    return self();
  }

  default String getMlpInitializer() {
    return getOrDefault(mlpInitializer());
  }
}
