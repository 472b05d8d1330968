package io.sparkdeepfm.model;

/** How first order, second order and MLP become the logit. */
public enum Head {
  /** logit = bias + first + second + deep (Guo et al. 2017, eq. 1). */
  SUM,
  /**
   * The parts have learned coefficients: logit = bias + α·first + Σ_k β_k·second_k + deep, where
   * second_k is the k-th component of the second-order sum; α and β begin at 1.
   */
  WEIGHTED
}
