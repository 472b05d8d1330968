package io.sparkdeepfm.model;

import java.io.Serializable;

/**
 * The embedding rows of one vocabulary with their first-order weights.
 *
 * <p>Row r stands at {@code [r·(D+1), (r+1)·(D+1))} of {@link #values()}: its embedding v_r in the
 * first D floats, its first-order weight w_r in the last, so that one example costs one place in
 * memory per value.
 */
public final class EmbeddingTable implements Serializable {
  private final String vocabulary;
  private final int numEmbeddings;
  private final int embeddingDim;
  private final float[] values;

  public EmbeddingTable(String vocabulary, int numEmbeddings, int embeddingDim) {
    this(
        vocabulary,
        numEmbeddings,
        embeddingDim,
        new float[Math.multiplyExact(numEmbeddings, embeddingDim + 1)]);
  }

  /**
   * @param values numEmbeddings × (embeddingDim + 1), not copied
   */
  public EmbeddingTable(String vocabulary, int numEmbeddings, int embeddingDim, float[] values) {
    if (values.length != numEmbeddings * (embeddingDim + 1)) {
      throw new IllegalArgumentException(
          String.format(
              "Embedding table '%s' has %d floats, but %d rows of %d need %d.",
              vocabulary,
              values.length,
              numEmbeddings,
              embeddingDim + 1,
              numEmbeddings * (embeddingDim + 1)));
    }
    this.vocabulary = vocabulary;
    this.numEmbeddings = numEmbeddings;
    this.embeddingDim = embeddingDim;
    this.values = values;
  }

  public String vocabulary() {
    return vocabulary;
  }

  /** N. */
  public int numEmbeddings() {
    return numEmbeddings;
  }

  /** D. */
  public int embeddingDim() {
    return embeddingDim;
  }

  /** D + 1, the floats of a row. */
  public int rowLength() {
    return embeddingDim + 1;
  }

  /** N × (D + 1), the live array. */
  public float[] values() {
    return values;
  }

  public EmbeddingTable copy() {
    return new EmbeddingTable(vocabulary, numEmbeddings, embeddingDim, values.clone());
  }
}
