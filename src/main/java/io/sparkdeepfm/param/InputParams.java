package io.sparkdeepfm.param;

import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.param.CheckedParams.SelfTyped;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** What is read, besides the columns of every Spark ML predictor. */
public interface InputParams extends Params {
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
  }

  /** Name of the column of feature vectors; Spark's own Param. */
  String getFeaturesCol();

  /** Name of the column of labels; Spark's own Param. */
  String getLabelCol();

  default String getPooling() {
    return getOrDefault(pooling());
  }

  /** The sizes of the fields, or null. */
  default int[] getFieldSizes() {
    return isDefined(fieldSizes()) ? getOrDefault(fieldSizes()) : null;
  }

  /** The setters of these Params, which return the stage, an {@code S}. */
  interface Setters<S> extends InputParams, SelfTyped<S> {
    default S setPooling(String name) {
      return with(pooling(), name);
    }

    default S setFieldSizes(int... sizes) {
      return with(fieldSizes(), sizes);
    }
  }
}
