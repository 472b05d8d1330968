package io.sparkdeepfm.metric;

/**
 * The area under the ROC curve of weighted examples that come in groups of equal score, the lowest
 * first: the probability that a positive scores above a negative, ties counted half,
 *
 * <p>Σ_g P_g (N_1 + … + N_{g−1} + N_g / 2) / (Σ P · Σ N)
 *
 * <p>with P_g and N_g the weights of the group's positives and negatives (Mann and Whitney 1947).
 */
final class RankSum {
  private double pairs; // in order
  private double positives;
  private double negatives;

  void add(double groupPositives, double groupNegatives) {
    pairs += groupPositives * (negatives + 0.5 * groupNegatives);
    positives += groupPositives;
    negatives += groupNegatives;
  }

  double positives() {
    return positives;
  }

  double negatives() {
    return negatives;
  }

  /** In [0, 1]; NaN if either kind is missing. */
  double area() {
    return pairs / (positives * negatives);
  }
}
