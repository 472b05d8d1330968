package io.sparkdeepfm.param;

import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.param.CheckedParams.SelfTyped;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** What is read, besides the columns of every Spark ML classifier. */
public interface InputParams extends Params {
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

  /** Pooling of the fields that do not say theirs. */
  default Param<String> pooling() {
    return CheckedParams.oneOf(
        this,
        "pooling",
        Pooling.class,
        "how several values of a field become one vector, for fields whose pooling the assembler"
            + " left open");
  }

  /** Sizes of the fields of a vector that does not say them. */
  default IntArrayParam fieldSizes() {
    return CheckedParams.eachAtLeast(
        this,
        "fieldSizes",
        1,
        "number of features of each field, in the order of the vector, for a features column without"
            + " field metadata; 1 for a numeric field");
  }

  /** Sets the defaults of these Params. */
  default void setInputDefaults() {
    setDefault(pooling(), "sum");
    setDefault(positiveWeight(), 1.0);
    setDefault(negativeSamplingRate(), 1.0);
  }

  /** Name of the column of feature vectors; Spark's own Param. */
  String getFeaturesCol();

  /** Name of the column of labels; Spark's own Param. */
  String getLabelCol();

  default double getPositiveWeight() {
    return (Double) getOrDefault(positiveWeight());
  }

  default double getNegativeSamplingRate() {
    return (Double) getOrDefault(negativeSamplingRate());
  }

  default String getPooling() {
    return getOrDefault(pooling());
  }

  /** The sizes of the fields, or null. */
  default int[] getFieldSizes() {
    return isDefined(fieldSizes()) ? getOrDefault(fieldSizes()) : null;
  }

  /** The setters of these Params, which return the stage, an {@code S}. */
  interface Setters<S> extends InputParams, SelfTyped<S> {
    default S setPositiveWeight(double factor) {
      return with(positiveWeight(), factor);
    }

    default S setNegativeSamplingRate(double rate) {
      return with(negativeSamplingRate(), rate);
    }

    default S setPooling(String name) {
      return with(pooling(), name);
    }

    default S setFieldSizes(int... sizes) {
      return with(fieldSizes(), sizes);
    }
  }
}
