package io.sparkdeepfm.optim;

/**
 * What a model's output z is fitted to labels y by. The output is linear in the last parameters,
 * its {@linkplain #mean mean} is what the model foretells of the label.
 *
 * <p>Constants have no bodies of their own, so that a pass calls final methods, which the JIT
 * inlines, whatever losses a JVM has seen.
 */
public enum Loss {
  /** Log loss of a logit against 0 or 1, in nats: {@link LogLoss}. */
  LOG,
  /** (z − y)², the negative log likelihood of a normal distribution but for scale and constant. */
  SQUARED,
  /**
   * eᶻ − y z, the negative log likelihood of a Poisson distribution of mean eᶻ but for log y!, the
   * canonical link of McCullagh and Nelder 1989, section 6.2. Below 0 where y is large.
   */
  POISSON;

  /** The loss of one example. */
  public double loss(double output, double label) {
    return switch (this) {
      case LOG -> LogLoss.loss(output, label);
      case SQUARED -> (output - label) * (output - label);
      case POISSON -> Math.exp(output) - label * output;
    };
  }

  /** d loss / d output. */
  public double gradient(double output, double label) {
    return switch (this) {
      case LOG -> LogLoss.gradient(output, label);
      case SQUARED -> 2 * (output - label);
      case POISSON -> Math.exp(output) - label;
    };
  }

  /** The label's mean that an output stands for: sigmoid(z), z or eᶻ. */
  public double mean(double output) {
    return switch (this) {
      case LOG -> LogLoss.probability(output);
      case SQUARED -> output;
      case POISSON -> Math.exp(output);
    };
  }

  /**
   * The output that stands for a mean, which loses least of all constants on labels of that mean.
   */
  public double output(double mean) {
    return switch (this) {
      case LOG -> Math.log(mean / (1 - mean));
      case SQUARED -> mean;
      case POISSON -> Math.log(mean);
    };
  }

  /** Whether labels are numbers rather than one of two classes. */
  public boolean isRegression() {
    return this != LOG;
  }

  /** Whether a label is one of those that {@link #labels} names. */
  public boolean takes(double label) {
    return switch (this) {
      case LOG -> label == 0 || label == 1;
      case SQUARED -> Float.isFinite((float) label);
      case POISSON -> Float.isFinite((float) label) && label >= 0;
    };
  }

  /** What labels must be, for messages. */
  public String labels() {
    return switch (this) {
      case LOG -> "0 or 1";
      case SQUARED -> "finite floats";
      case POISSON -> "finite floats of at least 0 with loss 'poisson'";
    };
  }
}
