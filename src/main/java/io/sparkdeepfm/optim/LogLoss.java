package io.sparkdeepfm.optim;

/** The log loss of a logit z against a label y in {0, 1}, computed without overflow. */
public final class LogLoss {
  private LogLoss() {}

  /** −y log p − (1−y) log(1−p) with p = sigmoid(z), as log(1 + e^−|z|) + max(z, 0) − y z. */
  public static double loss(double logit, double label) {
    return Math.log1p(Math.exp(-Math.abs(logit))) + Math.max(logit, 0) - label * logit;
  }

  /** d loss / d logit = p − y. */
  public static double gradient(double logit, double label) {
    return probability(logit) - label;
  }

  /** sigmoid(z) = 1 / (1 + e^−z). */
  public static double probability(double logit) {
    if (logit >= 0) {
      return 1 / (1 + Math.exp(-logit));
    }
    double e = Math.exp(logit);
    return e / (1 + e);
  }
}
