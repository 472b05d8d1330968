package io.sparkdeepfm.testing;

/** Gradient descent with momentum (Polyak 1964): u = μ u + g, θ = θ − η u. */
public record ReferenceMomentum(double learningRate, double momentum)
    implements ReferenceOptimizer {
  @Override
  public double[] initialState() {
    return new double[] {0};
  }

  @Override
  public double step(double theta, double gradient, double[] state, long step) {
    state[0] = momentum * state[0] + gradient;
    return theta - learningRate * state[0];
  }
}
