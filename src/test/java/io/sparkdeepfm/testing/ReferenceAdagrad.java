package io.sparkdeepfm.testing;

/**
 * Adagrad, diagonal (Duchi, Hazan and Singer 2011): a = a + g², θ = θ − η g / (√a + ε).
 *
 * @param learningRate η
 * @param initialAccumulator a before the first step
 */
public record ReferenceAdagrad(double learningRate, double initialAccumulator, double epsilon)
    implements ReferenceOptimizer {
  /** With an initial accumulator of 0.1 and ε = 1e-8. */
  public static ReferenceAdagrad withLearningRate(double learningRate) {
    return new ReferenceAdagrad(learningRate, 0.1, 1e-8);
  }

  @Override
  public double[] initialState() {
    return new double[] {initialAccumulator};
  }

  @Override
  public double step(double theta, double gradient, double[] state, long step) {
    state[0] += gradient * gradient;
    return theta - learningRate * gradient / (Math.sqrt(state[0]) + epsilon);
  }
}
