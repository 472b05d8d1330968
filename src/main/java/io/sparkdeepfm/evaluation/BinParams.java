package io.sparkdeepfm.evaluation;

import io.sparkdeepfm.param.CheckedParams;
import io.sparkdeepfm.param.CheckedParams.SelfTyped;
import org.apache.spark.ml.param.IntParam;

/**
 * The bins of the expected calibration error.
 *
 * @param <S> the evaluator, returned by its setters
 */
public interface BinParams<S> extends SelfTyped<S> {
  /** Number of bins. */
  default IntParam numBins() {
    return CheckedParams.atLeast(
        this,
        "numBins",
        1,
        "number of bins of equal width for expectedCalibrationError, at least 1; more: finer, but"
            + " the luck of few rows in a bin counts as error");
  }

  /** Sets the defaults of these Params. */
  default void setBinDefaults() {
    setDefault(numBins(), 10);
  }

  default S setNumBins(int bins) {
    return with(numBins(), bins);
  }

  default int getNumBins() {
    return (Integer) getOrDefault(numBins());
  }
}
