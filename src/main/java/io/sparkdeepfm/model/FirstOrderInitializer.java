package io.sparkdeepfm.model;

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
