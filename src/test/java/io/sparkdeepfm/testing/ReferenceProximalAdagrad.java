package io.sparkdeepfm.testing;

/**
 * Adagrad with a proximal step (Duchi and Singer 2009, FOBOS, eq. 19 and 20, at Adagrad's rate η /
 * √a): θ = sign(u) max(|u| − λ₁ η/√a, 0) / (1 + λ₂ η/√a) with u = θ − g η/√a.
 */
public record ReferenceProximalAdagrad(double learningRate, double l1, double l2)
    implements ReferenceOptimizer {
  @Override
  public double[] initialState() {
    return new double[] {0.1};
  }

  @Override
  public double step(double theta, double gradient, double[] state, long step) {
    state[0] += gradient * gradient;
    double rate = learningRate / Math.sqrt(state[0]);
    double u = theta - rate * gradient;
    return Math.signum(u) * Math.max(Math.abs(u) - rate * l1, 0) / (1 + rate * l2);
  }
}
