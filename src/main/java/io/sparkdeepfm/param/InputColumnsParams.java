package io.sparkdeepfm.param;

import org.apache.spark.ml.param.StringArrayParam;

/**
 * A stage that reads several columns.
 *
 * @param <S> the stage, returned by its setters
 */
public interface InputColumnsParams<S> extends SelfTyped<S> {
  /** Names of the columns to read. */
  default StringArrayParam inputCols() {
    return new StringArrayParam(this, "inputCols", "names of the columns to read, at least one");
  }

  default S setInputCols(String... columns) {
    set(inputCols(), columns);
    return self();
  }

  default String[] getInputCols() {
    return getOrDefault(inputCols());
  }
}
