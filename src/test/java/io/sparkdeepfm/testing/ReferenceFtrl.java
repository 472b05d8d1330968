package io.sparkdeepfm.testing;

/**
 * FTRL-Proximal as the optimisation problem that it is (McMahan et al. 2013, eq. 1): θ minimises (Σ
 * g)·θ + ½ Σ σ_s (θ − θ_s)² + λ₁|θ| + ½ λ₂ θ², with Σ σ = (β + √Σg²)/α, whose first center is such
 * that the initial θ minimises it. The state keeps Σ g − Σ σ_s θ_s and Σ g².
 *
 * @param alpha α, the learning rate
 */
public record ReferenceFtrl(double alpha, double beta, double l1, double l2)
    implements ReferenceOptimizer {
  private static final int LINEAR = 0;
  private static final int SQUARES = 1;
  private static final int BEGUN = 2;

  @Override
  public double[] initialState() {
    return new double[] {0, 0, 0};
  }

  @Override
  public double step(double theta, double gradient, double[] state, long step) {
    if (state[BEGUN] == 0) {
      state[BEGUN] = 1;
      state[LINEAR] = -beta / alpha * theta;
    }
    double before = Math.sqrt(state[SQUARES]);
    state[SQUARES] += gradient * gradient;
    double sigma = (Math.sqrt(state[SQUARES]) - before) / alpha;
    state[LINEAR] += gradient - sigma * theta;
    double curvature = (beta + Math.sqrt(state[SQUARES])) / alpha + l2;
    return minimum(state[LINEAR], curvature);
  }

  /** Of b θ + ½ c θ² + λ₁|θ|. */
  private double minimum(double b, double c) {
    if (b < -l1) {
      return (-b - l1) / c;
    }
    return b > l1 ? (-b + l1) / c : 0;
  }
}
