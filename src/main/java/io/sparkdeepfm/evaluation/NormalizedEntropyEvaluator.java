package io.sparkdeepfm.evaluation;

import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;

/**
 * Normalized entropy (He et al. 2014, "Practical Lessons from Predicting Clicks on Ads at
 * Facebook", equation 1): the log loss of the evaluated rows over the entropy of their weighted
 * base rate r,
 *
 * <p>NE = [Σ w (−y log p − (1−y) log(1−p)) / Σ w] / [−r log r − (1−r) log(1−r)], r = Σ w y / Σ w
 *
 * <p>Smaller is better; predicting r for every row gives 1, so a model below 1 beats the base rate.
 * Unlike the log loss it can be compared between data of different base rates. Probabilities are
 * clipped as in {@link LogLossEvaluator}.
 *
 * <p>The same as {@link ProbabilityEvaluator} with {@code metricName} normalizedEntropy.
 */
public final class NormalizedEntropyEvaluator extends ScoreEvaluator<NormalizedEntropyEvaluator> {
  public NormalizedEntropyEvaluator() {
    this(Identifiable$.MODULE$.randomUID("normalizedEntropyEvaluator"));
  }

  public NormalizedEntropyEvaluator(String uid) {
    super(uid);
  }

  @Override
  ProbabilityMetric metric() {
    return ProbabilityMetric.NORMALIZED_ENTROPY;
  }

  public static MLReader<NormalizedEntropyEvaluator> read() {
    return reader(NormalizedEntropyEvaluator.class, NormalizedEntropyEvaluator::new);
  }

  public static NormalizedEntropyEvaluator load(String path) {
    return read().load(path);
  }
}
