package io.sparkdeepfm.param;

import io.sparkdeepfm.param.CheckedParams.SelfTyped;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * Which rows are validated on after each epoch, and what follows. Wherever there are validation
 * rows, the parameters of the best epoch are the model's, not those of the last.
 */
public interface ValidationParams extends Params {
  /** Column that marks the rows for validation. */
  default Param<String> validationIndicatorCol() {
    return new Param<>(
        this,
        "validationIndicatorCol",
        "boolean column that is true in rows that are not trained on but validated on after each"
            + " epoch; unset: see validationFraction");
  }

  /** Part of the rows that is chosen for validation by chance. */
  default DoubleParam validationFraction() {
    return CheckedParams.belowOne(
        this,
        "validationFraction",
        "part in [0, 1) of the rows, chosen by seed, that is validated on instead of trained on; not"
            + " together with validationIndicatorCol");
  }

  /** Epochs without a better metric after which training stops. */
  default IntParam earlyStoppingPatience() {
    return CheckedParams.atLeast(
        this,
        "earlyStoppingPatience",
        0,
        "epochs in a row that the validation rows do not find better, after which training stops; 0: it goes on"
            + " to numEpochs; needs validation rows");
  }

  /** Sets the defaults of these Params. */
  default void setValidationDefaults() {
    setDefault(validationFraction(), 0.0);
    setDefault(earlyStoppingPatience(), 2);
  }

  /** The column that marks rows for validation, or null. */
  default String getValidationIndicatorCol() {
    return isDefined(validationIndicatorCol()) ? getOrDefault(validationIndicatorCol()) : null;
  }

  default double getValidationFraction() {
    return (Double) getOrDefault(validationFraction());
  }

  default int getEarlyStoppingPatience() {
    return (Integer) getOrDefault(earlyStoppingPatience());
  }

  /** The setters of these Params, which return the stage, an {@code S}. */
  interface Setters<S> extends ValidationParams, SelfTyped<S> {
    default S setValidationIndicatorCol(String column) {
      return with(validationIndicatorCol(), column);
    }

    default S setValidationFraction(double fraction) {
      return with(validationFraction(), fraction);
    }

    default S setEarlyStoppingPatience(int epochs) {
      return with(earlyStoppingPatience(), epochs);
    }
  }
}
