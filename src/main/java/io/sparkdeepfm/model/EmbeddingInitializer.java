package io.sparkdeepfm.model;

/** What the embeddings of a table of N rows and D columns are drawn from before the first step. */
public enum EmbeddingInitializer {
  /** N(0, scale²). */
  NORMAL,
  /** Uniform on [−scale, scale). */
  UNIFORM,
  /**
   * N(0, 2 / (N + D)): Glorot and Bengio 2010, eq. 12, with the table as a matrix of fan-in N and
   * fan-out D, as Keras takes an embedding matrix.
   */
  GLOROT_NORMAL,
  /** Uniform on ±√(6 / (N + D)): Glorot and Bengio 2010, eq. 16, fans as above. */
  GLOROT_UNIFORM;

  /** Whether the scale follows from the table's size instead of being chosen. */
  public boolean isGlorot() {
    return this == GLOROT_NORMAL || this == GLOROT_UNIFORM;
  }

  Distribution distribution(double scale, int numEmbeddings, int embeddingDim) {
    double fans = (double) numEmbeddings + embeddingDim;
    return switch (this) {
      case NORMAL -> Distribution.normal(scale);
      case UNIFORM -> Distribution.uniform(scale);
      case GLOROT_NORMAL -> Distribution.normal(Math.sqrt(2 / fans));
      case GLOROT_UNIFORM -> Distribution.uniform(Math.sqrt(6 / fans));
    };
  }
}
