package io.sparkdeepfm.param;

import io.sparkdeepfm.param.CheckedParams.SelfTyped;
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
    return with(inputCols(), columns);
  }

  default String[] getInputCols() {
    return getOrDefault(inputCols());
  }

  /**
   * A stage that writes one new column per column that it reads.
   *
   * @param <S> the stage, returned by its setters
   */
  interface ColumnsParams<S> extends InputColumnsParams<S> {
    /** Names of the columns to write, aligned with {@link #inputCols()}. */
    default StringArrayParam outputCols() {
      return new StringArrayParam(
          this,
          "outputCols",
          "names of the columns to write, aligned with inputCols; they must not exist yet");
    }

    default S setOutputCols(String... columns) {
      return with(outputCols(), columns);
    }

    default String[] getOutputCols() {
      return getOrDefault(outputCols());
    }
  }
}
