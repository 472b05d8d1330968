package io.sparkdeepfm.param;

import org.apache.spark.ml.param.StringArrayParam;

/**
 * A stage that writes one new column per column that it reads.
 *
 * @param <S> the stage, returned by its setters
 */
public interface ColumnsParams<S> extends InputColumnsParams<S> {
  /** Names of the columns to write, aligned with {@link #inputCols()}. */
  default StringArrayParam outputCols() {
    return new StringArrayParam(
        this,
        "outputCols",
        "names of the columns to write, aligned with inputCols; they must not exist yet");
  }

  default S setOutputCols(String... columns) {
    set(outputCols(), columns);
    return self();
  }

  default String[] getOutputCols() {
    return getOrDefault(outputCols());
  }
}
