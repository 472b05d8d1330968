package io.sparkdeepfm.insight;

import io.sparkdeepfm.metric.BinnedScores;

/** What a field's importance is measured by, by the names that users write. */
public enum ImportanceMetric {
  /** Area under the ROC curve. */
  AUC {
    @Override
    public double of(BinnedScores scores) {
      return scores.auc();
    }

    @Override
    public double loss(double baseline, double permuted) {
      return baseline - permuted;
    }
  },
  /** Mean log loss. */
  LOG_LOSS {
    @Override
    public double of(BinnedScores scores) {
      return scores.logLoss();
    }

    @Override
    public double loss(double baseline, double permuted) {
      return permuted - baseline;
    }
  };

  public abstract double of(BinnedScores scores);

  /** By how much the permuted scores are worse. */
  public abstract double loss(double baseline, double permuted);
}
