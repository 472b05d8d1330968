package io.sparkdeepfm.optim;

/**
 * n times |θ| ← max(r|θ| − c, 0), in closed form: |θ| ← max(rⁿ|θ| − c(1 − rⁿ)/(1 − r), 0). A
 * negative r, as of a learning rate far too large, counts as 0.
 */
record Shrinkage(double factor, double offset) {
  /**
   * @param keep r of one step
   * @param threshold c of one step
   * @param times n
   */
  Shrinkage(double keep, double threshold, int times) {
    this(power(keep, times), threshold * sumOfPowers(keep, times));
  }

  private static double power(double keep, int times) {
    double base = Math.max(keep, 0);
    return times == 1 ? base : Math.pow(base, times);
  }

  /** 1 + r + … + rⁿ⁻¹. */
  private static double sumOfPowers(double keep, int times) {
    if (times == 1) {
      return 1;
    }
    double base = Math.max(keep, 0);
    return base == 1 ? times : (1 - power(base, times)) / (1 - base);
  }

  float apply(float theta) {
    double size = Math.max(factor * Math.abs(theta) - offset, 0);
    return (float) Math.copySign(size, theta);
  }
}
