package io.sparkdeepfm.model;

import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.data.SplitMix64;
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
 * @param bias the global bias, of which nothing is drawn
 */
public record Initialization(
    EmbeddingInitializer embedding,
    double embeddingScale,
    FirstOrderInitializer firstOrder,
    MlpInitializer mlp,
    double bias)
    implements Serializable {
  public Initialization {
    Objects.requireNonNull(embedding, "embedding");
    Objects.requireNonNull(firstOrder, "firstOrder");
    Objects.requireNonNull(mlp, "mlp");
    if (!(embeddingScale > 0 && embeddingScale < Double.POSITIVE_INFINITY)) {
      throw Refusal.of("embeddingInitScale is %s, but must be above 0 and finite.", embeddingScale);
    }
    if (!Float.isFinite((float) bias)) {
      throw Refusal.of("The initial bias is %s, but must be a finite float.", bias);
    }
  }

  /** With a global bias of 0. */
  public Initialization(
      EmbeddingInitializer embedding,
      double embeddingScale,
      FirstOrderInitializer firstOrder,
      MlpInitializer mlp) {
    this(embedding, embeddingScale, firstOrder, mlp, 0);
  }

  /** The same with a global bias that begins elsewhere. */
  public Initialization withBias(double newBias) {
    return new Initialization(embedding, embeddingScale, firstOrder, mlp, newBias);
  }

  /**
   * What initial values are drawn from: N(0, scale²), or the uniform distribution on [−scale,
   * scale).
   */
  record Distribution(boolean isNormal, double scale) {
    static Distribution normal(double standardDeviation) {
      return new Distribution(true, standardDeviation);
    }

    static Distribution uniform(double halfWidth) {
      return new Distribution(false, halfWidth);
    }

    float draw(SplitMix64 random) {
      double standard = isNormal ? random.nextGaussian() : 2 * random.nextDouble() - 1;
      return (float) (scale * standard);
    }
  }

  /**
   * What the embeddings of a table of N rows and D columns are drawn from before the first step.
   */
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

    Initialization.Distribution distribution(double scale, int numEmbeddings, int embeddingDim) {
      double fans = (double) numEmbeddings + embeddingDim;
      return switch (this) {
        case NORMAL -> Initialization.Distribution.normal(scale);
        case UNIFORM -> Initialization.Distribution.uniform(scale);
        case GLOROT_NORMAL -> Initialization.Distribution.normal(Math.sqrt(2 / fans));
        case GLOROT_UNIFORM -> Initialization.Distribution.uniform(Math.sqrt(6 / fans));
      };
    }
  }

  /** What the first-order weights are before the first step. */
  public enum FirstOrderInitializer {
    /** 0, so that the model begins with what its other parts say. */
    ZERO,
    /**
     * Drawn from the distribution of the embeddings, as FuxiCTR does, which the BARS benchmark (Zhu
     * et al. 2022) publishes its results with.
     */
    SAME_AS_EMBEDDING
  }

  /** What a weight matrix (in × out) of the MLP is drawn from before the first step. */
  public enum MlpInitializer {
    /** N(0, 2 / (in + out)): Glorot and Bengio 2010, eq. 12. */
    GLOROT_NORMAL,
    /** Uniform on ±√(6 / (in + out)): Glorot and Bengio 2010, eq. 16. */
    GLOROT_UNIFORM,
    /** N(0, 2 / in): He et al. 2015, eq. 10. */
    HE_NORMAL,
    /** Uniform on ±√(6 / in), of the same variance. */
    HE_UNIFORM;

    Initialization.Distribution distribution(int in, int out) {
      double fans = (double) in + out;
      return switch (this) {
        case GLOROT_NORMAL -> Initialization.Distribution.normal(Math.sqrt(2 / fans));
        case GLOROT_UNIFORM -> Initialization.Distribution.uniform(Math.sqrt(6 / fans));
        case HE_NORMAL -> Initialization.Distribution.normal(Math.sqrt(2.0 / in));
        case HE_UNIFORM -> Initialization.Distribution.uniform(Math.sqrt(6.0 / in));
      };
    }
  }
}
