package io.sparkdeepfm.catalyst;

import io.sparkdeepfm.model.Explainer.Explanation;
import org.apache.spark.ml.linalg.Vector;

/** The values of a function as Spark keeps them in its rows. */
final class CatalystValues {
  private final CatalystExplanations explanations;

  CatalystValues(VectorFunction function) {
    explanations = new CatalystExplanations(function.fieldNames());
  }

  Object of(Object value) {
    if (value instanceof Vector vector) {
      return CatalystVectors.of(vector);
    }
    return value instanceof Explanation explanation ? explanations.of(explanation) : value;
  }
}
