package io.sparkdeepfm;

import io.sparkdeepfm.train.BinnedScores;

/** What a field's importance is measured by, by the names that users write. */
enum ImportanceMetric {
  /** Area under the ROC curve. */
  AUC {
    @Override
    double of(BinnedScores scores) {
      return scores.auc();
    }

    @Override
    double loss(double baseline, double permuted) {
      return baseline - permuted;
    }
  },
  /** Mean log loss. */
  LOG_LOSS {
    @Override
    double of(BinnedScores scores) {
      return scores.logLoss();
    }

    @Override
    double loss(double baseline, double permuted) {
      return permuted - baseline;
    }
  };

  abstract double of(BinnedScores scores);

  /** By how much the permuted scores are worse. */
  abstract double loss(double baseline, double permuted);
}
