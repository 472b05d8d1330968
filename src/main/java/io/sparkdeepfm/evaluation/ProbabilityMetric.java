package io.sparkdeepfm.evaluation;

import static org.apache.spark.sql.functions.ceil;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.metric.CalibrationBin;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What {@link ProbabilityEvaluator} measures, by the names that users write. */
enum ProbabilityMetric {
  LOG_LOSS,
  NORMALIZED_ENTROPY,
  CALIBRATION,
  EXPECTED_CALIBRATION_ERROR,
  GROUP_AUC,
  AREA_UNDER_ROC;

  /**
   * @throws IllegalArgumentException as {@link ScoreEvaluator} says, or if the metric is not
   *     defined for the rows
   */
  double of(Measurement rows) {
    return switch (this) {
      case LOG_LOSS -> rows.sums().logLoss();
      case NORMALIZED_ENTROPY -> rows.sumsOfBothClasses("normalized entropy").normalizedEntropy();
      case CALIBRATION -> Math.abs(Math.log(rows.calibrationRatio()));
      case EXPECTED_CALIBRATION_ERROR -> rows.expectedCalibrationError();
      case GROUP_AUC -> rows.averageGroupAuc();
      case AREA_UNDER_ROC -> rows.areaUnderRoc();
    };
  }

  boolean isLargerBetter() {
    return this == GROUP_AUC || this == AREA_UNDER_ROC;
  }

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
      Dataset<?> data,
      ScoreColumns columns,
      int numBins,
      String group,
      GroupAuc.Weighting weighting) {
    /** Without what only some metrics need. */
    Measurement(Dataset<?> data, ScoreColumns columns) {
      this(data, columns, 1, null, GroupAuc.Weighting.EXAMPLES);
    }

    Measurement withBins(int bins) {
      return new Measurement(data, columns, bins, group, weighting);
    }

    Measurement withGroups(GroupParams<?> groups) {
      return new Measurement(
          data,
          columns,
          numBins,
          groups.getGroupCol(),
          EnumNames.parse(GroupAuc.Weighting.class, "groupWeighting", groups.getGroupWeighting()));
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
        throw Refusal.of(
            "Column '%s' has the label %d in all rows with weight, but %s needs both 0 and 1;"
                + " evaluate more rows or take the log loss.",
            columns.label(), sums.positiveWeight() > 0 ? 1 : 0, metric);
      }
      return sums;
    }

    /** Σ w p / Σ w y. */
    double calibrationRatio() {
      ScoreSums sums = sums();
      if (!(sums.positiveWeight() > 0)) {
        throw Refusal.of(
            "Column '%s' has the label 0 in all rows with weight, but a ratio to the observed"
                + " positives needs some; evaluate more rows.",
            columns.label());
      }
      return sums.calibrationRatio();
    }

    /**
     * Expected calibration error in bins of equal width, ((m−1)/numBins, m/numBins], the first with
     * 0.
     */
    double expectedCalibrationError() {
      Dataset<Row> scores = columns.readWithProblems(data);
      Column p = col(ScoreColumns.PROBABILITY);
      Column w = col(ScoreColumns.WEIGHT);
      List<Row> found =
          scores
              .groupBy(greatest(ceil(p.multiply((double) numBins)), lit(1L)))
              .agg(
                  count(ScoreColumns.PROBLEM),
                  count(lit(1)),
                  sum(w),
                  sum(w.multiply(p)),
                  sum(w.multiply(col(ScoreColumns.LABEL))))
              .collectAsList();
      ScoreColumns.requireNoProblem(scores, found.stream().mapToLong(bin -> bin.getLong(1)).sum());
      List<CalibrationBin> bins =
          found.stream()
              .filter(bin -> bin.getDouble(3) > 0)
              .map(
                  bin ->
                      new CalibrationBin(
                          bin.getDouble(4) / bin.getDouble(3),
                          bin.getDouble(5) / bin.getDouble(3),
                          bin.getDouble(3)))
              .toList();
      requireWeight(
          found.stream().mapToLong(bin -> bin.getLong(2)).sum(),
          bins.stream().mapToDouble(CalibrationBin::weight).sum());
      return CalibrationBin.expectedError(bins);
    }

    GroupAuc groupAuc() {
      if (group == null) {
        throw new IllegalArgumentException(
            "groupCol is not set, but group AUC needs a column of groups; name one with setGroupCol.");
      }
      GroupAuc.Ranks ranks = GroupAuc.Ranks.of(data, columns, group, weighting);
      requireWeight(ranks.rows(), ranks.weight());
      return ranks.auc();
    }

    private double averageGroupAuc() {
      GroupAuc result = groupAuc();
      if (result.groups() == 0) {
        throw Refusal.of(
            "None of the %d groups of column '%s' has rows of both labels with weight, but group"
                + " AUC needs such groups; evaluate more rows or name a coarser groupCol.",
            result.groupsLeftOut(), group);
      }
      return result.value();
    }

    /** After our checks of the rows. */
    private double areaUnderRoc() {
      sumsOfBothClasses("the area under the ROC curve");
      return columns.areaUnderRoc(data);
    }

    private void requireWeight(long rows, double weight) {
      if (rows == 0) {
        throw new IllegalArgumentException(
            "There are no rows to evaluate; check how the data was split or filtered.");
      }
      if (!(weight > 0)) {
        throw Refusal.of(
            "Column '%s' has the row weight 0 in all %d rows, but one must be above 0.",
            columns.weight(), rows);
      }
    }
  }
}
