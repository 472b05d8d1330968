package io.sparkdeepfm.model;

/** Activation of the hidden layers of the MLP. */
public enum Activation {
  /** max(0, z). */
  RELU,
  /** tanh z. */
  TANH,
  /** 1 / (1 + e^−z). */
  SIGMOID,
  /** z where z &gt; 0, else {@link #LEAK}·z (Maas, Hannun and Ng 2013). */
  LEAKY_RELU,
  /**
   * z where z &gt; 0, else a·z with a slope a learned for each unit (He et al. 2015, eq. 1), which
   * begins at {@link #INITIAL_SLOPE}.
   */
  PRELU;

  /** Slope of {@link #LEAKY_RELU} below 0. */
  public static final float LEAK = 0.01f;

  /** Slope of {@link #PRELU} below 0 before the first step. */
  public static final float INITIAL_SLOPE = 0.25f;
}
