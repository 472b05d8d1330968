package io.sparkdeepfm.param;

import io.sparkdeepfm.optim.OptimizerConfig;
import io.sparkdeepfm.optim.OptimizerType;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;

/**
 * How gradients move parameters.
 *
 * @param <S> the stage, returned by its setters
 */
public interface OptimizerParams<S> extends SelfTyped<S> {
  /** Update rule of layers and embeddings. */
  default Param<String> optimizer() {
    return CheckedParams.oneOf(
        this,
        "optimizer",
        OptimizerType.class,
        "update rule of layers and embeddings; adamW decouples the penalty from the gradient,"
            + " proximalAdagrad and ftrl apply it in a proximal step and make weights exactly 0 under"
            + " l1, rowWiseAdagrad keeps one accumulator per embedding");
  }

  /** Step size of layers and embeddings. */
  default DoubleParam learningRate() {
    return CheckedParams.positive(
        this,
        "learningRate",
        "step size before any schedule, above 0; higher: faster, until the loss diverges");
  }

  /** Update rule of the embeddings alone. */
  default Param<String> embeddingOptimizer() {
    return CheckedParams.oneOf(
        this,
        "embeddingOptimizer",
        OptimizerType.class,
        "update rule of embeddings and first-order weights; unset: optimizer");
  }

  /** Step size of the embeddings alone. */
  default DoubleParam embeddingLearningRate() {
    return CheckedParams.positive(
        this,
        "embeddingLearningRate",
        "step size of embeddings and first-order weights, above 0; unset: learningRate");
  }

  /** Momentum of SGD. */
  default DoubleParam momentum() {
    return CheckedParams.belowOne(
        this, "momentum", "momentum of sgd in [0, 1); the other optimizers have none");
  }

  /** Accumulator with which the Adagrad family begins. */
  default DoubleParam initialAccumulator() {
    return CheckedParams.positive(
        this,
        "initialAccumulator",
        "sum of squared gradients with which adagrad, rowWiseAdagrad and proximalAdagrad begin, above"
            + " 0; smaller: larger first steps");
  }

  /** Norm at which gradients are clipped. */
  default DoubleParam maxGradientNorm() {
    return CheckedParams.notNegative(
        this,
        "maxGradientNorm",
        "norm to which a longer gradient of a step is cut, over all parameters together and without"
            + " penalties, at least 0; 0: never; a step costs a second look at the embedding"
            + " gradients");
  }

  /** Sets the defaults of these Params. */
  default void setOptimizerDefaults() {
    setDefault(optimizer(), "adam");
    setDefault(learningRate(), 1e-3);
    setDefault(momentum(), OptimizerConfig.DEFAULT_MOMENTUM);
    setDefault(initialAccumulator(), OptimizerConfig.DEFAULT_ACCUMULATOR);
    setDefault(maxGradientNorm(), 0.0);
  }

  default S setOptimizer(String name) {
    set(optimizer(), name);
    return self();
  }

  default String getOptimizer() {
    return getOrDefault(optimizer());
  }

  default S setLearningRate(double rate) {
    set(learningRate(), rate);
    return self();
  }

  default double getLearningRate() {
    return (Double) getOrDefault(learningRate());
  }

  default S setEmbeddingOptimizer(String name) {
    set(embeddingOptimizer(), name);
    return self();
  }

  /** The update rule of the embeddings: its own, or that of all. */
  default String getEmbeddingOptimizer() {
    return isDefined(embeddingOptimizer()) ? getOrDefault(embeddingOptimizer()) : getOptimizer();
  }

  default S setEmbeddingLearningRate(double rate) {
    set(embeddingLearningRate(), rate);
    return self();
  }

  /** The step size of the embeddings: their own, or that of all. */
  default double getEmbeddingLearningRate() {
    return isDefined(embeddingLearningRate())
        ? (Double) getOrDefault(embeddingLearningRate())
        : getLearningRate();
  }

  default S setMomentum(double value) {
    set(momentum(), value);
    return self();
  }

  default double getMomentum() {
    return (Double) getOrDefault(momentum());
  }

  default S setInitialAccumulator(double value) {
    set(initialAccumulator(), value);
    return self();
  }

  default double getInitialAccumulator() {
    return (Double) getOrDefault(initialAccumulator());
  }

  default S setMaxGradientNorm(double norm) {
    set(maxGradientNorm(), norm);
    return self();
  }

  default double getMaxGradientNorm() {
    return (Double) getOrDefault(maxGradientNorm());
  }
}
