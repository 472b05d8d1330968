package io.sparkdeepfm.model;

/** What the MLP reads. */
public enum DeepInput {
  /** The field vectors e_1 … e_F side by side, F·D numbers (DeepFM, Guo et al. 2017, eq. 3). */
  FIELDS,
  /**
   * The vector of paired-up features ½ ((Σ_j t_j)² − Σ_j t_j²), D numbers, squared element by
   * element; t as in {@link Interaction} (Neural FM, He and Chua 2017, eq. 4).
   */
  BI_INTERACTION
}
