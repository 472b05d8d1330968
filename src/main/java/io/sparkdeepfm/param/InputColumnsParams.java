package io.sparkdeepfm.param;

import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/**
 * A stage that reads several columns.
 *
 * @param <S> the stage, returned by its setters
 */
public interface InputColumnsParams<S> extends Params {
  /** Names of the columns to read. */
  StringArrayParam inputCols();

  default S setInputCols(String... columns) {
    set(inputCols(), columns);
    return self();
  }

  default String[] getInputCols() {
    return getOrDefault(inputCols());
  }

  /** This stage as its own type. */
  @SuppressWarnings("unchecked") // S is the implementing class by contract
  default S self() {
    return (S) this;
  }
}
