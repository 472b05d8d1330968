package io.sparkdeepfm.param;

import io.sparkdeepfm.DeepFMRegressor;
import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.optim.Loss;
import org.apache.spark.ml.param.Param;

/** All Params of {@link DeepFMRegressor}: its loss, besides what it shares with the classifier. */
public interface RegressionParams extends DeepFMParams {
  /** What the model is fitted by. */
  default Param<String> loss() {
    return CheckedParams.oneOf(
        this,
        "loss",
        RegressionLoss.class,
        "what the model is fitted by: squared, whose prediction is the output itself; or poisson,"
            + " for counts and other labels of at least 0, whose prediction is exp of the output."
            + " Epochs are compared by the root mean squared error of the validation rows, with"
            + " poisson by their mean Poisson deviance");
  }

  @Override
  default void setDefaults() {
    DeepFMParams.super.setDefaults();
    setDefault(loss(), "squared");
  }

  @Override
  default Loss fittedLoss() {
    return EnumNames.parse(RegressionLoss.class, "loss", getLoss()).loss;
  }

  default String getLoss() {
    return getOrDefault(loss());
  }

  /** The setters of these Params, which return the stage, an {@code S}. */
  interface Setters<S> extends RegressionParams, DeepFMParams.Setters<S> {
    default S setLoss(String name) {
      return with(loss(), name);
    }
  }

  /** The losses of regressions, by the names that users write. */
  enum RegressionLoss {
    SQUARED(Loss.SQUARED),
    POISSON(Loss.POISSON);

    private final Loss loss;

    RegressionLoss(Loss loss) {
      this.loss = loss;
    }
  }
}
