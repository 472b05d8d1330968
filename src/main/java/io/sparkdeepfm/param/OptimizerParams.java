package io.sparkdeepfm.param;

import io.sparkdeepfm.engine.TrainingConfig.PenaltyMode;
import io.sparkdeepfm.optim.OptimizerConfig;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.param.CheckedParams.SelfTyped;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** How gradients move parameters, and what large weights cost. */
public interface OptimizerParams extends Params {
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
            + " penalties, at least 0; 0: never; a step then holds the gradients of all vocabularies'"
            + " rows at a time");
  }

  /** L1 on the embedding tables. */
  default DoubleParam l1() {
    return CheckedParams.notNegative(
        this,
        "l1",
        "strength λ of the penalty λ‖W‖₁ on all embeddings and first-order weights, added to the loss"
            + " of every step, at least 0; with proximalAdagrad and ftrl weights become exactly 0");
  }

  /** L2 on the embedding tables. */
  default DoubleParam l2() {
    return CheckedParams.notNegative(
        this,
        "l2",
        "strength λ of the penalty (λ/2)·‖W‖² on all embeddings and first-order weights, added to"
            + " the loss of every step, at least 0; higher: less overfitting to rare features");
  }

  /** L2 on the layers. */
  default DoubleParam mlpL2() {
    return CheckedParams.notNegative(
        this,
        "mlpL2",
        "strength λ of the penalty (λ/2)·‖W‖² on the weight matrices of the MLP, biases left out, at"
            + " least 0");
  }

  /** Reach of the penalty on the tables. */
  default Param<String> penaltyMode() {
    return CheckedParams.oneOf(
        this,
        "penaltyMode",
        PenaltyMode.class,
        "when l1 and l2 act on embedding rows without data in a step: eager, in every step; lazy,"
            + " before the row is next read, close to eager at the cost of the rows read; auto, eager"
            + " for vocabularies of up to 65536 rows and lazy for larger; touched, never, as sparse"
            + " optimizers elsewhere do");
  }

  /** Sets the defaults of these Params. */
  default void setOptimizerDefaults() {
    setDefault(optimizer(), "adam");
    setDefault(learningRate(), 1e-3);
    setDefault(momentum(), OptimizerConfig.DEFAULT_MOMENTUM);
    setDefault(initialAccumulator(), OptimizerConfig.DEFAULT_ACCUMULATOR);
    setDefault(maxGradientNorm(), 0.0);
    setDefault(l1(), 0.0);
    setDefault(l2(), 0.0);
    setDefault(mlpL2(), 0.0);
    setDefault(penaltyMode(), "auto");
  }

  default String getOptimizer() {
    return getOrDefault(optimizer());
  }

  default double getLearningRate() {
    return (Double) getOrDefault(learningRate());
  }

  /** The update rule of the embeddings: its own, or that of all. */
  default String getEmbeddingOptimizer() {
    return isDefined(embeddingOptimizer()) ? getOrDefault(embeddingOptimizer()) : getOptimizer();
  }

  /** The step size of the embeddings: their own, or that of all. */
  default double getEmbeddingLearningRate() {
    return isDefined(embeddingLearningRate())
        ? (Double) getOrDefault(embeddingLearningRate())
        : getLearningRate();
  }

  default double getMomentum() {
    return (Double) getOrDefault(momentum());
  }

  default double getInitialAccumulator() {
    return (Double) getOrDefault(initialAccumulator());
  }

  default double getMaxGradientNorm() {
    return (Double) getOrDefault(maxGradientNorm());
  }

  default double getL1() {
    return (Double) getOrDefault(l1());
  }

  default double getL2() {
    return (Double) getOrDefault(l2());
  }

  default double getMlpL2() {
    return (Double) getOrDefault(mlpL2());
  }

  default String getPenaltyMode() {
    return getOrDefault(penaltyMode());
  }

  /** The setters of these Params, which return the stage, an {@code S}. */
  interface Setters<S> extends OptimizerParams, SelfTyped<S> {
    default S setOptimizer(String name) {
      return with(optimizer(), name);
    }

    default S setLearningRate(double rate) {
      return with(learningRate(), rate);
    }

    default S setEmbeddingOptimizer(String name) {
      return with(embeddingOptimizer(), name);
    }

    default S setEmbeddingLearningRate(double rate) {
      return with(embeddingLearningRate(), rate);
    }

    default S setMomentum(double value) {
      return with(momentum(), value);
    }

    default S setInitialAccumulator(double value) {
      return with(initialAccumulator(), value);
    }

    default S setMaxGradientNorm(double norm) {
      return with(maxGradientNorm(), norm);
    }

    default S setL1(double lambda) {
      return with(l1(), lambda);
    }

    default S setL2(double lambda) {
      return with(l2(), lambda);
    }

    default S setMlpL2(double lambda) {
      return with(mlpL2(), lambda);
    }

    default S setPenaltyMode(String mode) {
      return with(penaltyMode(), mode);
    }
  }
}
