package io.sparkdeepfm.scoring;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.ExampleBlockBuilder;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.encode.RowProblem;
import io.sparkdeepfm.encode.VectorExamples;
import io.sparkdeepfm.engine.cpu.Replica.BlockScorer;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.Explainer;
import io.sparkdeepfm.model.Explainer.Explanation;
import java.io.Serializable;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.ml.linalg.Vector;

/** Scores MLlib vectors, a batch at a time. Not for several threads at once. */
public final class VectorScorer {
  /** Rows that are scored together. */
  static final int BATCH_SIZE = 1024;

  private final FieldSchema schema;
  private final String column;
  private final ExampleBlockBuilder builder;
  private final BlockScorer scorer;
  private final Explainer explainer;
  private ExampleBlock scored;

  /**
   * @param column of the features, named in the sentences about bad vectors
   */
  VectorScorer(
      DeepFMConfig config, DeepFMParameters parameters, String column, BlockScorer scorer) {
    schema = config.schema();
    this.column = column;
    this.scorer = scorer;
    builder = new ExampleBlockBuilder(schema, BATCH_SIZE);
    explainer = new Explainer(config, parameters);
  }

  /**
   * Adds a vector to the batch.
   *
   * @throws IllegalArgumentException if it is null, of the wrong size or not finite
   */
  void add(Vector features) {
    refuse(RowProblem.ofFeatures(column, schema, features));
    VectorExamples.add(builder, features, 0, 1);
  }

  /**
   * Adds a sparse vector to the batch, given by its parts.
   *
   * @param size number of features
   * @param indices of the values, ascending
   * @throws IllegalArgumentException as {@link #add}, and if the indices do not ascend from 0 to
   *     below the size
   */
  void addSparse(int size, int[] indices, double[] values) {
    refuse(RowProblem.ofSparseFeatures(column, schema, size, indices, values));
    builder.add(indices, values, 0, 1);
  }

  private static void refuse(String problem) {
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
  }

  /**
   * Logits of the vectors added since the last call.
   *
   * @throws IllegalArgumentException if one is beyond what a float holds
   */
  float[] logits() {
    scored = builder.build(false);
    float[] logits = scorer.logits(scored);
    for (float logit : logits) {
      if (!Float.isFinite(logit)) {
        throw Refusal.of(
            "Column '%s' has values whose logit is %s, beyond what a float holds; scale them, as"
                + " with LogMinMaxScaler, or drop such rows.",
            column, logit);
      }
    }
    return logits;
  }

  /** What explains a logit of the last batch. */
  Explanation explain(int place, float logit) {
    return explainer.explain(scored.columns(), place, logit);
  }

  /** Logit of one vector. */
  public double logit(Vector features) {
    add(features);
    return logits()[0];
  }

  /** Scorers of one model for single vectors, one for each thread that scores at the same time. */
  public static final class Pool implements Serializable {
    private transient Queue<Idle> idle; // a copy on another machine begins without any

    /** Logit of one vector; for several threads at once. */
    public double logit(
        DeepFMConfig config,
        DeepFMParameters parameters,
        String column,
        Precision precision,
        Vector features) {
      Queue<Idle> scorers = idle();
      Idle found = scorers.poll();
      if (found == null || !found.scorer.column.equals(column) || found.precision != precision) {
        BlockScorer scorer = new LogitSource.OfProcessor(precision).open(config, parameters);
        found = new Idle(new VectorScorer(config, parameters, column, scorer), precision);
      }
      double logit = found.scorer.logit(features);
      scorers.add(found); // not after an error, which may have left a half-filled batch
      return logit;
    }

    private record Idle(VectorScorer scorer, Precision precision) {}

    private synchronized Queue<Idle> idle() {
      if (idle == null) {
        idle = new ConcurrentLinkedQueue<>();
      }
      return idle;
    }
  }
}
