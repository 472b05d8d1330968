package io.sparkdeepfm.testing;

/**
 * AdamW (Loshchilov and Hutter 2019, algorithm 2): θ = θ − η λ θ, then Adam without the penalty.
 * With λ₁ the decay is θ = sign(θ) max(|θ| − η λ θ − η λ₁, 0).
 */
public record ReferenceAdamW(double learningRate, double l1, double l2)
    implements ReferenceOptimizer {
  @Override
  public double[] initialState() {
    return new double[] {0, 0};
  }

  @Override
  public double step(double theta, double gradient, double[] state, long step) {
    double size = Math.max(Math.abs(theta) * (1 - learningRate * l2) - learningRate * l1, 0);
    return ReferenceAdam.withLearningRate(learningRate)
        .step(Math.signum(theta) * size, gradient, state, step);
  }
}
