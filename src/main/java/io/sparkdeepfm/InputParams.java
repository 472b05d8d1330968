package io.sparkdeepfm;

import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.stage.CheckedParams;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.Param;

/**
 * What is read, besides the columns of every Spark ML classifier.
 *
 * @param <S> the stage, returned by its setters
 */
public interface InputParams<S> extends SelfTyped<S> {
  /** Row weights. */
  default Param<String> weightCol() {
    return new Param<>(
        this,
        "weightCol",
        "numeric column of row weights, at least 0, used in loss, averaging and metrics; unset:"
            + " every row weighs 1");
  }

  /** Rows for validation. */
  default Param<String> validationIndicatorCol() {
    return new Param<>(
        this,
        "validationIndicatorCol",
        "boolean column that is true in rows that are not trained on but validated on after each"
            + " epoch; unset: no validation");
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
  }

  default S setWeightCol(String column) {
    set(weightCol(), column);
    return self();
  }

  /** The column of row weights, or null. */
  default String getWeightCol() {
    return isDefined(weightCol()) ? getOrDefault(weightCol()) : null;
  }

  default S setValidationIndicatorCol(String column) {
    set(validationIndicatorCol(), column);
    return self();
  }

  /** The column that marks rows for validation, or null. */
  default String getValidationIndicatorCol() {
    return isDefined(validationIndicatorCol()) ? getOrDefault(validationIndicatorCol()) : null;
  }

  default S setPooling(String name) {
    set(pooling(), name);
    return self();
  }

  default String getPooling() {
    return getOrDefault(pooling());
  }

  default S setFieldSizes(int... sizes) {
    set(fieldSizes(), sizes);
    return self();
  }

  /** The sizes of the fields, or null. */
  default int[] getFieldSizes() {
    return isDefined(fieldSizes()) ? getOrDefault(fieldSizes()) : null;
  }
}
