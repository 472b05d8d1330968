package io.sparkdeepfm.testing;

/** An optimizer whose gradient includes that of λ₁|θ| + (λ₂/2)θ². */
public record ReferencePenalized(ReferenceOptimizer optimizer, double l1, double l2)
    implements ReferenceOptimizer {
  @Override
  public double[] initialState() {
    return optimizer.initialState();
  }

  @Override
  public double step(double theta, double gradient, double[] state, long step) {
    return optimizer.step(theta, gradient + l1 * Math.signum(theta) + l2 * theta, state, step);
  }
}
