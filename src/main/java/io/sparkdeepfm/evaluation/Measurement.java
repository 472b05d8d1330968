package io.sparkdeepfm.evaluation;

import org.apache.spark.sql.Dataset;

/**
 * Rows to be measured, and how.
 *
 * @param data the rows
 * @param columns of them
 * @param numBins of the expected calibration error
 * @param group column of the groups of group AUC, or null
 * @param weighting of these groups
 */
record Measurement(
    Dataset<?> data, ScoreColumns columns, int numBins, String group, GroupWeighting weighting) {
  /** Without what only some metrics need. */
  Measurement(Dataset<?> data, ScoreColumns columns) {
    this(data, columns, 1, null, GroupWeighting.EXAMPLES);
  }

  Measurement withBins(int bins) {
    return new Measurement(data, columns, bins, group, weighting);
  }

  Measurement withGroups(String column, GroupWeighting weights) {
    return new Measurement(data, columns, numBins, column, weights);
  }

  /**
   * @throws IllegalArgumentException as {@link ScoreEvaluator} says
   */
  ScoreSums sums() {
    ScoreSums sums = ScoreSums.of(data, columns);
    requireWeight(sums.rows(), sums.weight());
    return sums;
  }

  /**
   * @param metric that needs both classes
   */
  ScoreSums sumsOfBothClasses(String metric) {
    ScoreSums sums = sums();
    if (!sums.hasBothClasses()) {
      throw new IllegalArgumentException(
          String.format(
              "Column '%s' has the label %d in all rows with weight, but %s needs both 0 and 1;"
                  + " evaluate more rows or take the log loss.",
              columns.label(), sums.positiveWeight() > 0 ? 1 : 0, metric));
    }
    return sums;
  }

  /** Σ w p / Σ w y. */
  double calibrationRatio() {
    ScoreSums sums = sums();
    if (!(sums.positiveWeight() > 0)) {
      throw new IllegalArgumentException(
          String.format(
              "Column '%s' has the label 0 in all rows with weight, but a ratio to the observed"
                  + " positives needs some; evaluate more rows.",
              columns.label()));
    }
    return sums.calibrationRatio();
  }

  GroupAuc groupAuc() {
    if (group == null) {
      throw new IllegalArgumentException(
          "groupCol is not set, but group AUC needs a column of groups; name one with setGroupCol.");
    }
    GroupRanks ranks = GroupRanks.of(data, columns, group, weighting);
    requireWeight(ranks.rows(), ranks.weight());
    return ranks.auc();
  }

  void requireWeight(long rows, double weight) {
    if (rows == 0) {
      throw new IllegalArgumentException(
          "There are no rows to evaluate; check how the data was split or filtered.");
    }
    if (!(weight > 0)) {
      throw new IllegalArgumentException(
          String.format(
              "Column '%s' has the row weight 0 in all %d rows, but one must be above 0.",
              columns.weight(), rows));
    }
  }
}
