package io.sparkdeepfm.model;

/** What the second-order term, and an MLP that reads pairs, pair up. */
public enum Interaction {
  /**
   * Every two values, also of one field: ½ (‖Σ_i x_i v_i‖² − Σ_i ‖x_i v_i‖²) (Rendle 2010, lemma
   * 3.1).
   */
  FEATURE,
  /**
   * Every two fields, each pooled to e_f first: ½ (‖Σ_f e_f‖² − Σ_f ‖e_f‖²) (DeepFM, Guo et al.
   * 2017; bi-interaction of He and Chua 2017).
   */
  FIELD
}
