package io.sparkdeepfm.model;

/** How first order, second order and MLP become the logit. */
public enum Head {
  /** logit = bias + first + second + deep (Guo et al. 2017, eq. 1, with a bias written out). */
  SUM,
  /**
   * The parts have learned coefficients: logit = bias + α·first + Σ_k β_k·second_k + deep, where
   * second_k = ½ ((Σ t_k)² − Σ t_k²) is the k-th component of the second-order term, t being its
   * x_i v_i or e_f. α and β begin at 1; the MLP's last layer is its own coefficient.
   */
  WEIGHTED
}
