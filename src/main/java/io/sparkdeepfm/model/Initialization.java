package io.sparkdeepfm.model;

import java.io.Serializable;
import java.util.Objects;

/**
 * How parameters are drawn before the first step.
 *
 * @param embedding of the embeddings
 * @param embeddingScale standard deviation or half width for the embeddings, above 0; unused with
 *     Glorot
 * @param firstOrder of the first-order weights
 * @param mlp of the MLP's weight matrices
 */
public record Initialization(
    EmbeddingInitializer embedding,
    double embeddingScale,
    FirstOrderInitializer firstOrder,
    MlpInitializer mlp)
    implements Serializable {
  /** Embeddings from N(0, 0.01²), first-order weights 0, MLP by Glorot's normal distribution. */
  public static final Initialization DEFAULT =
      new Initialization(
          EmbeddingInitializer.NORMAL,
          0.01,
          FirstOrderInitializer.ZERO,
          MlpInitializer.GLOROT_NORMAL);

  public Initialization {
    Objects.requireNonNull(embedding, "embedding");
    Objects.requireNonNull(firstOrder, "firstOrder");
    Objects.requireNonNull(mlp, "mlp");
    if (!(embeddingScale > 0 && embeddingScale < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          String.format(
              "embeddingInitScale is %s, but must be above 0 and finite.", embeddingScale));
    }
  }
}
