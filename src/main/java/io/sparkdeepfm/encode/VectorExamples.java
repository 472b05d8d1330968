package io.sparkdeepfm.encode;

import io.sparkdeepfm.data.ExampleBlockBuilder;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;

/** Adds MLlib vectors to blocks of examples. */
public final class VectorExamples {
  private VectorExamples() {}

  /**
   * Adds one example.
   *
   * @param features in which {@link RowProblem} sees no problem, sparse or dense
   */
  public static void add(
      ExampleBlockBuilder builder, Vector features, double label, double weight) {
    if (features instanceof SparseVector sparse) {
      builder.add(sparse.indices(), sparse.values(), label, weight);
    } else {
      builder.addDense(features.toArray(), label, weight);
    }
  }
}
