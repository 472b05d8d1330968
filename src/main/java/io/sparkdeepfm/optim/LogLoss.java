package io.sparkdeepfm.optim;

/** The log loss of a logit z or a probability p against a label y in {0, 1}, in nats. */
public final class LogLoss {
  /** Probabilities are clipped to [CLIP, 1 − CLIP], as Spark's {@code logLoss} metric does. */
  private static final double CLIP = 1e-15;

  private LogLoss() {}

  /**
   * −y log p − (1−y) log(1−p) with p = sigmoid(z), without overflow: log(1 + e^−|z|) + max(z, 0) −
   * y z.
   */
  public static double loss(double logit, double label) {
    return Math.log1p(Math.exp(-Math.abs(logit))) + Math.max(logit, 0) - label * logit;
  }

  /**
   * −y log p − (1−y) log(1−p), p clipped: a probability that was rounded to 0 or 1 and is wrong
   * costs 34.5 nats rather than making every mean infinite. log1p keeps the digits of small p; the
   * outer bound makes up for the rounding of 1 − 1e-15.
   */
  public static double ofProbability(double probability, double label) {
    double clipped = Math.min(Math.max(probability, CLIP), 1 - CLIP);
    double logarithm = label == 1 ? Math.log(clipped) : Math.log1p(-clipped);
    return -Math.max(logarithm, Math.log(CLIP));
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
