package io.sparkdeepfm.metric;

import java.io.Serializable;

/** Scores of some examples beside what they should have been. */
public final class ScoredExamples implements Serializable { // no record: Kryo cannot make them
  private final float[] logits;
  private final float[] labels;
  private final float[] weights;

  /**
   * @param logits of each example, or a regression's outputs
   * @param labels of each example
   * @param weights row weights
   */
  public ScoredExamples(float[] logits, float[] labels, float[] weights) {
    this.logits = logits;
    this.labels = labels;
    this.weights = weights;
  }

  public float[] logits() {
    return logits;
  }

  public float[] labels() {
    return labels;
  }

  public float[] weights() {
    return weights;
  }
}
