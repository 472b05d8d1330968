package io.sparkdeepfm.testing;

/**
 * Adam (Kingma and Ba 2015, algorithm 1): m = β₁ m + (1 − β₁) g, v = β₂ v + (1 − β₂) g², m̂ = m /
 * (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ), θ = θ − η m̂ / (√v̂ + ε).
 *
 * @param learningRate η
 */
public record ReferenceAdam(double learningRate, double beta1, double beta2, double epsilon)
    implements ReferenceOptimizer {
  /** With the paper's β₁ = 0.9, β₂ = 0.999, ε = 1e-8. */
  public static ReferenceAdam withLearningRate(double learningRate) {
    return new ReferenceAdam(learningRate, 0.9, 0.999, 1e-8);
  }

  @Override
  public double[] initialState() {
    return new double[] {0, 0};
  }

  @Override
  public double step(double theta, double gradient, double[] state, long step) {
    state[0] = beta1 * state[0] + (1 - beta1) * gradient;
    state[1] = beta2 * state[1] + (1 - beta2) * gradient * gradient;
    double firstMoment = state[0] / (1 - Math.pow(beta1, (double) step));
    double secondMoment = state[1] / (1 - Math.pow(beta2, (double) step));
    return theta - learningRate * firstMoment / (Math.sqrt(secondMoment) + epsilon);
  }
}
