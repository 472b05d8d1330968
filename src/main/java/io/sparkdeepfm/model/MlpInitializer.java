package io.sparkdeepfm.model;

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

  Distribution distribution(int in, int out) {
    double fans = (double) in + out;
    return switch (this) {
      case GLOROT_NORMAL -> Distribution.normal(Math.sqrt(2 / fans));
      case GLOROT_UNIFORM -> Distribution.uniform(Math.sqrt(6 / fans));
      case HE_NORMAL -> Distribution.normal(Math.sqrt(2.0 / in));
      case HE_UNIFORM -> Distribution.uniform(Math.sqrt(6.0 / in));
    };
  }
}
