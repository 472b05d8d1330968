package io.sparkdeepfm.param;

import io.sparkdeepfm.DeepFMClassifier;
import io.sparkdeepfm.optim.Loss;
import io.sparkdeepfm.train.ValidationPlan.ValidationMetric;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;

/**
 * All Params of {@link DeepFMClassifier}: what labels 0 and 1 alone have, besides what it shares
 * with the regressor.
 */
public interface ClassificationParams extends DeepFMParams {
  /** Factor of the weights of positive rows. */
  default DoubleParam positiveWeight() {
    return CheckedParams.positive(
        this,
        "positiveWeight",
        "factor above 0 of the weights of rows with label 1, in loss, averaging and metrics; moves"
            + " the probabilities away from the observed rates");
  }

  /** Part of the negative rows that is trained on. */
  default DoubleParam negativeSamplingRate() {
    return CheckedParams.fraction(
        this,
        "negativeSamplingRate",
        "part in (0, 1] of the training rows with label 0, chosen by seed, that is trained on; the"
            + " probabilities are corrected for it");
  }

  /** Metric that epochs are compared by. */
  default Param<String> validationMetric() {
    return CheckedParams.oneOf(
        this,
        "validationMetric",
        ValidationMetric.class,
        "what epochs are compared by, over the validation rows with their weights");
  }

  @Override
  default void setDefaults() {
    DeepFMParams.super.setDefaults();
    setDefault(positiveWeight(), 1.0);
    setDefault(negativeSamplingRate(), 1.0);
    setDefault(validationMetric(), "aucMinusLogLoss");
  }

  @Override
  default Loss fittedLoss() {
    return Loss.LOG;
  }

  default double getPositiveWeight() {
    return (Double) getOrDefault(positiveWeight());
  }

  default double getNegativeSamplingRate() {
    return (Double) getOrDefault(negativeSamplingRate());
  }

  default String getValidationMetric() {
    return getOrDefault(validationMetric());
  }

  /** The setters of these Params, which return the stage, an {@code S}. */
  interface Setters<S> extends ClassificationParams, DeepFMParams.Setters<S> {
    default S setPositiveWeight(double factor) {
      return with(positiveWeight(), factor);
    }

    default S setNegativeSamplingRate(double rate) {
      return with(negativeSamplingRate(), rate);
    }

    default S setValidationMetric(String name) {
      return with(validationMetric(), name);
    }
  }
}
