package io.sparkdeepfm.param;

import io.sparkdeepfm.model.Initialization.EmbeddingInitializer;
import io.sparkdeepfm.model.Initialization.FirstOrderInitializer;
import io.sparkdeepfm.model.Initialization.MlpInitializer;
import io.sparkdeepfm.param.CheckedParams.SelfTyped;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** What the parameters are drawn from before the first step. */
public interface InitializationParams extends Params {
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

  default String getEmbeddingInitializer() {
    return getOrDefault(embeddingInitializer());
  }

  default double getEmbeddingInitScale() {
    return (Double) getOrDefault(embeddingInitScale());
  }

  default String getFirstOrderInitializer() {
    return getOrDefault(firstOrderInitializer());
  }

  default String getMlpInitializer() {
    return getOrDefault(mlpInitializer());
  }

  /** The setters of these Params, which return the stage, an {@code S}. */
  interface Setters<S> extends InitializationParams, SelfTyped<S> {
    default S setEmbeddingInitializer(String name) {
      return with(embeddingInitializer(), name);
    }

    default S setEmbeddingInitScale(double scale) {
      return with(embeddingInitScale(), scale);
    }

    default S setFirstOrderInitializer(String name) {
      return with(firstOrderInitializer(), name);
    }

    default S setMlpInitializer(String name) {
      return with(mlpInitializer(), name);
    }
  }
}
