package io.sparkdeepfm.optim;

/**
 * The constants of an update rule, for kernels that compute it elsewhere than {@link Optimizer}.
 *
 * @param beta1 and {@code beta2}: of both Adams
 * @param epsilon of both Adams, or of both Adagrads
 * @param ftrlBeta β of FTRL
 */
public record OptimizerConstants(double beta1, double beta2, double epsilon, double ftrlBeta) {
  private static final double FTRL_BETA = 1;

  public static OptimizerConstants of(OptimizerConfig config) {
    boolean adam = config.type() == OptimizerType.ADAM || config.type() == OptimizerType.ADAM_W;
    Adam rule = Adam.DEFAULT;
    return new OptimizerConstants(
        rule.beta1(), rule.beta2(), adam ? rule.epsilon() : Adagrad.EPSILON, FTRL_BETA);
  }

  /** 1 / (1 − β₁ᵗ) at t, of both Adams; 1 beyond. */
  public static float[] adamCorrections() {
    return Adam.DEFAULT.firstCorrections().clone();
  }

  /** 1 / √(1 − β₂ᵗ) at t, of both Adams; 1 beyond. */
  public static float[] adamRootCorrections() {
    return Adam.DEFAULT.rootCorrections().clone();
  }
}
