package io.sparkdeepfm;

import io.sparkdeepfm.data.ExampleBlockBuilder;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.Scorer;
import io.sparkdeepfm.train.RowProblem;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;

/** Scores MLlib vectors, a batch at a time. Not for several threads at once. */
final class VectorScorer {
  /** Rows that are scored together. */
  static final int BATCH_SIZE = 1024;

  private final DeepFMConfig config;
  private final ExampleBlockBuilder builder;
  private final Scorer scorer;

  VectorScorer(DeepFMConfig config, DeepFMParameters parameters) {
    this.config = config;
    builder = new ExampleBlockBuilder(config.schema(), BATCH_SIZE);
    scorer = new Scorer(config, parameters);
  }

  /**
   * Adds a vector to the batch.
   *
   * @throws IllegalArgumentException if it is null, of the wrong size or not finite
   */
  void add(String column, Vector features) {
    String problem = RowProblem.ofFeatures(column, config.schema(), features);
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    if (features instanceof SparseVector sparse) {
      builder.add(sparse.indices(), sparse.values(), 0, 1);
    } else {
      builder.addDense(features.toArray(), 0, 1);
    }
  }

  /** Logits of the vectors added since the last call. */
  float[] logits() {
    return scorer.logits(builder.build(false));
  }

  /** Logit of one vector. */
  double logit(String column, Vector features) {
    add(column, features);
    return logits()[0];
  }
}
