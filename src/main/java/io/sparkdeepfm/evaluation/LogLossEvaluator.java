package io.sparkdeepfm.evaluation;

import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;

/**
 * Weighted mean log loss in nats, Σ w (−y log p − (1−y) log(1−p)) / Σ w; smaller is better.
 *
 * <p>Probabilities are clipped to [1e-15, 1 − 1e-15]. A probability that was rounded to 0 or 1 and
 * is wrong would otherwise make the loss of all rows infinite, whereafter no two models could be
 * told apart; so it costs 34.5 nats. The bound is that of Spark's {@code logLoss} metric, and
 * leaves a double room on both sides (1 − 1e-15 differs from 1 by nine units in the last place).
 *
 * <p>The same as {@link ProbabilityEvaluator} with {@code metricName} logLoss.
 */
public final class LogLossEvaluator extends ScoreEvaluator<LogLossEvaluator> {
  public LogLossEvaluator() {
    this(Identifiable$.MODULE$.randomUID("logLossEvaluator"));
  }

  public LogLossEvaluator(String uid) {
    super(uid);
  }

  @Override
  ProbabilityMetric metric() {
    return ProbabilityMetric.LOG_LOSS;
  }

  public static MLReader<LogLossEvaluator> read() {
    return reader(LogLossEvaluator.class, LogLossEvaluator::new);
  }

  public static LogLossEvaluator load(String path) {
    return read().load(path);
  }
}
