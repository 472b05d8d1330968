package io.sparkdeepfm.catalyst;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.types.StructField;

/**
 * Columns that are computed from a column of vectors, many rows at a time. Functions that are equal
 * compute the same.
 */
public interface VectorFunction extends Serializable {
  /** The columns that it can compute. */
  List<StructField> outputs();

  /**
   * Names of the fields that {@link io.sparkdeepfm.model.Explainer.Explanation}s among its values
   * number.
   */
  List<String> fieldNames();

  /** Rows that are computed together. */
  int batchSize();

  /**
   * Room for a batch of rows, not for several threads at once.
   *
   * @param columns places in {@link #outputs} of the columns to compute
   */
  Batch newBatch(List<Integer> columns);

  /** Rows that are computed together. */
  interface Batch {
    /**
     * Adds a row's vector, which may be null.
     *
     * @throws IllegalArgumentException if nothing can be computed from it
     */
    void add(Vector vector);

    /**
     * As {@link #add}, of a sparse vector by its parts.
     *
     * @param size of the vector
     * @param indices of the values; both arrays are the caller's, who may overwrite them afterwards
     */
    void addSparse(int size, int[] indices, double[] values);

    /** Computes the rows that were added since the last call, which replace those before. */
    void compute();

    /**
     * What was computed for a row, in the order of the columns: objects of the types Vector, Double
     * and {@link io.sparkdeepfm.model.Explainer.Explanation}.
     *
     * @param place of the row among those of the last {@link #compute}
     */
    Object[] values(int place);
  }
}
