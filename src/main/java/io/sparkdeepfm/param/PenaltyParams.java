package io.sparkdeepfm.param;

import io.sparkdeepfm.engine.TrainingConfig.PenaltyMode;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;

/**
 * What large weights cost.
 *
 * @param <S> the stage, returned by its setters
 */
public interface PenaltyParams<S> extends SelfTyped<S> {
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
  default void setPenaltyDefaults() {
    setDefault(l1(), 0.0);
    setDefault(l2(), 0.0);
    setDefault(mlpL2(), 0.0);
    setDefault(penaltyMode(), "auto");
  }

  default S setL1(double lambda) {
    set(l1(), lambda);
    return self();
  }

  default double getL1() {
    return (Double) getOrDefault(l1());
  }

  default S setL2(double lambda) {
    set(l2(), lambda);
    return self();
  }

  default double getL2() {
    return (Double) getOrDefault(l2());
  }

  default S setMlpL2(double lambda) {
    set(mlpL2(), lambda);
    return self();
  }

  default double getMlpL2() {
    return (Double) getOrDefault(mlpL2());
  }

  default S setPenaltyMode(String mode) {
    set(penaltyMode(), mode);
    return self();
  }

  default String getPenaltyMode() {
    return getOrDefault(penaltyMode());
  }
}
