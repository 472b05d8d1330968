package io.sparkdeepfm.evaluation;

import io.sparkdeepfm.metric.CalibrationBin;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;

/** What {@link ProbabilityEvaluator} measures, by the names that users write. */
enum ProbabilityMetric {
  LOG_LOSS(false) {
    @Override
    double of(Measurement rows) {
      return rows.sums().logLoss();
    }
  },
  NORMALIZED_ENTROPY(false) {
    @Override
    double of(Measurement rows) {
      return rows.sumsOfBothClasses("normalized entropy").normalizedEntropy();
    }
  },
  CALIBRATION(false) {
    @Override
    double of(Measurement rows) {
      return Math.abs(Math.log(rows.calibrationRatio()));
    }
  },
  EXPECTED_CALIBRATION_ERROR(false) {
    @Override
    double of(Measurement rows) {
      CalibrationBins found = CalibrationBins.of(rows.data(), rows.columns(), rows.numBins());
      rows.requireWeight(found.rows(), found.weight());
      return CalibrationBin.expectedError(found.bins());
    }
  },
  GROUP_AUC(true) {
    @Override
    double of(Measurement rows) {
      GroupAuc result = rows.groupAuc();
      if (result.groups() == 0) {
        throw new IllegalArgumentException(
            String.format(
                "None of the %d groups of column '%s' has rows of both labels with weight, but group"
                    + " AUC needs such groups; evaluate more rows or name a coarser groupCol.",
                result.groupsLeftOut(), rows.group()));
      }
      return result.value();
    }
  },
  /** Spark's, after our checks of the rows. */
  AREA_UNDER_ROC(true) {
    @Override
    double of(Measurement rows) {
      rows.sumsOfBothClasses("the area under the ROC curve");
      return new BinaryClassificationEvaluator()
          .setRawPredictionCol(ScoreColumns.PROBABILITY)
          .setLabelCol(ScoreColumns.LABEL)
          .setWeightCol(ScoreColumns.WEIGHT)
          .setNumBins(0)
          .evaluate(rows.columns().read(rows.data()));
    }
  };

  private final boolean largerBetter;

  ProbabilityMetric(boolean largerBetter) {
    this.largerBetter = largerBetter;
  }

  /**
   * @throws IllegalArgumentException as {@link ScoreEvaluator} says, or if the metric is not
   *     defined for the rows
   */
  abstract double of(Measurement rows);

  boolean isLargerBetter() {
    return largerBetter;
  }
}
