package io.sparkdeepfm.train;

import io.sparkdeepfm.metric.BinaryMetrics;

/** What an epoch is judged by, by the names that users write. */
public enum ValidationMetric {
  /** Area under the ROC curve. */
  AUC {
    @Override
    double score(BinaryMetrics metrics) {
      return metrics.auc();
    }
  },
  /** Log loss; smaller is better. */
  LOG_LOSS {
    @Override
    double score(BinaryMetrics metrics) {
      return -metrics.logLoss();
    }
  },
  /** AUC − log loss, by which the published benchmarks of FuxiCTR choose. */
  AUC_MINUS_LOG_LOSS {
    @Override
    double score(BinaryMetrics metrics) {
      return metrics.auc() - metrics.logLoss();
    }
  };

  /** The larger, the better. */
  abstract double score(BinaryMetrics metrics);
}
