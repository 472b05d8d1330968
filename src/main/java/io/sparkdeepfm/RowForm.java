package io.sparkdeepfm;

import java.io.Serializable;
import org.apache.spark.ml.linalg.Vector;

/** A form in which Spark hands rows to {@link ScoredRows}: R is the class of a row. */
interface RowForm<R> extends Serializable {
  /** The row, unchanged by the reading of further ones. */
  R hold(R row);

  /** The features vector of a row, or null. */
  Vector features(R row);

  /**
   * The row with further columns behind its own.
   *
   * @param predictions of the types Vector and Double
   */
  R append(R row, Object[] predictions);
}
