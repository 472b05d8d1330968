package io.sparkdeepfm.param;

import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.param.CheckedParams.SelfTyped;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.shared.HasWeightCol;

/**
 * How a model scores, what it says of its predictions, and by which weights they are measured. What
 * both an estimator and its model can be told.
 */
public interface ScoringParams extends HasWeightCol {
  /** Column of the terms of the output. */
  default Param<String> explainCol() {
    return new Param<>(
        this,
        "explainCol",
        "column for the terms that the logit, or a regressor's output, is the sum of: bias, firstOrder by field, secondOrder"
            + " by pair of fields, deep for the rest; it must not exist yet; empty: none");
  }

  /** Precision of the factors of matrix products. */
  default Param<String> matmulPrecision() {
    return CheckedParams.oneOf(
        this,
        "matmulPrecision",
        Precision.class,
        "precision of the factors in the matrix products of training and, set on a model, of"
            + " scoring; bfloat16 is several times faster on processors that multiply it (AMX,"
            + " AVX512-BF16) and as float32 on others; tf32 is for GPUs, with engine cuda, and as"
            + " float32 where processors score; sums and parameters are float32 always. auto is"
            + " bfloat16 where the driver's processor multiplies it, a hidden layer has "
            + Precision.FEWEST_UNITS
            + " units or more and the engine is cpu, else float32, and a trained model says which;"
            + " set float32 for the same model on every processor");
  }

  /** Name of what computes logits. */
  default Param<String> scoringEngine() {
    return CheckedParams.oneOf(
        this,
        "scoringEngine",
        ScoringEngine.class,
        "what computes the predictions of transform: cpu, or cuda, the NVIDIA GPU that Spark gives"
            + " each task or, in local mode, that of cudaDevice; single vectors are always scored by"
            + " the processor");
  }

  /** The GPU in local mode. */
  default IntParam cudaDevice() {
    return CheckedParams.atLeast(
        this,
        "cudaDevice",
        0,
        "with engine or scoringEngine cuda in local mode: number of the GPU, from 0; on a cluster"
            + " Spark gives each task its own");
  }

  /** Column of the row weights. */
  @Override
  default Param<String> weightCol() {
    return new Param<>(
        this,
        "weightCol",
        "numeric column of row weights, at least 0, used in loss, averaging and metrics; unset:"
            + " every row weighs 1");
  }

  /** Called by Scala's constructors alone, which keep Params in fields. */
  @Override
  @SuppressWarnings("MemberName") // as Scala names it
  default void org$apache$spark$ml$param$shared$HasWeightCol$_setter_$weightCol_$eq(
      Param<String> param) {}

  /** Sets the defaults of these Params. */
  default void setScoringDefaults() {
    setDefault(explainCol(), "");
    setDefault(matmulPrecision(), "auto");
    setDefault(scoringEngine(), "cpu");
    setDefault(cudaDevice(), 0);
  }

  /**
   * Of a model whose files were read: which precision it scores with is said by the model, whatever
   * the default of estimators is by now and whoever sets defaults anew.
   */
  default void setSavedPrecision() {
    if (!isSet(matmulPrecision())) {
      String saved = getMatmulPrecision();
      set(matmulPrecision(), saved.equals("auto") ? "float32" : saved);
    }
  }

  default String getExplainCol() {
    return getOrDefault(explainCol());
  }

  default String getMatmulPrecision() {
    return getOrDefault(matmulPrecision());
  }

  default String getScoringEngine() {
    return getOrDefault(scoringEngine());
  }

  default int getCudaDevice() {
    return (Integer) getOrDefault(cudaDevice());
  }

  /** The column of row weights, or null. */
  @Override
  default String getWeightCol() {
    return isDefined(weightCol()) ? getOrDefault(weightCol()) : null;
  }

  /** The setters of these Params, which return the stage, an {@code S}. */
  interface Setters<S> extends ScoringParams, SelfTyped<S> {
    default S setWeightCol(String column) {
      return with(weightCol(), column);
    }

    default S setExplainCol(String column) {
      return with(explainCol(), column);
    }

    default S setMatmulPrecision(String name) {
      return with(matmulPrecision(), name);
    }

    default S setScoringEngine(String name) {
      return with(scoringEngine(), name);
    }

    default S setCudaDevice(int number) {
      return with(cudaDevice(), number);
    }
  }

  /** What computes predictions. */
  enum ScoringEngine {
    CPU,
    CUDA
  }
}
