package io.sparkdeepfm.persist;

import java.io.Serializable;

/**
 * One row of {@code embeddings/}; public and mutable because Spark's bean encoder, which copies
 * float arrays without boxing, needs it so.
 */
public final class EmbeddingRow implements Serializable {
  private String vocabulary;
  private int index;
  private float[] embedding;
  private float firstOrderWeight;

  public String getVocabulary() {
    return vocabulary;
  }

  public void setVocabulary(String vocabulary) {
    this.vocabulary = vocabulary;
  }

  public int getIndex() {
    return index;
  }

  public void setIndex(int index) {
    this.index = index;
  }

  public float[] getEmbedding() {
    return embedding;
  }

  public void setEmbedding(float[] embedding) {
    this.embedding = embedding;
  }

  public float getFirstOrderWeight() {
    return firstOrderWeight;
  }

  public void setFirstOrderWeight(float firstOrderWeight) {
    this.firstOrderWeight = firstOrderWeight;
  }
}
