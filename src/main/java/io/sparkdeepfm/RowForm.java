package io.sparkdeepfm;

import java.io.Serializable;

/** A form in which Spark hands rows to {@link ScoredRows}: R is the class of a row. */
interface RowForm<R> extends Serializable {
  /** The row, unchanged by the reading of further ones. */
  R hold(R row);

  /**
   * Adds the features vector of a row to a scorer's batch.
   *
   * @throws IllegalArgumentException if it cannot be scored
   */
  void addFeatures(R row, VectorScorer scorer);

  /**
   * The row with further columns behind its own.
   *
   * @param predictions of the types Vector, Double and {@link io.sparkdeepfm.model.Explanation}
   */
  R append(R row, Object[] predictions);
}
