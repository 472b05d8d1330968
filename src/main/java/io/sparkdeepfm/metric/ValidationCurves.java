package io.sparkdeepfm.metric;

import java.io.Serializable;
import java.util.List;

/**
 * How scores of the validation rows separate the labels, and whether they are probabilities.
 *
 * @param roc from (0, 0) to (1, 1), at most {@value RankedScores#MAX_ROC_POINTS} points; empty
 *     without rows of both labels
 * @param calibration by rising score, at most {@value RankedScores#CALIBRATION_BINS} bins of about
 *     the same weight; empty without rows
 */
public record ValidationCurves(List<RocPoint> roc, List<CalibrationBin> calibration)
    implements Serializable {
  /** Those of a training without validation rows. */
  public static final ValidationCurves NONE = new ValidationCurves(List.of(), List.of());

  public ValidationCurves {
    roc = List.copyOf(roc);
    calibration = List.copyOf(calibration);
  }

  /**
   * One point of a ROC curve.
   *
   * @param falsePositiveRate weighted part of the negatives that score at least the threshold
   * @param truePositiveRate weighted part of the positives that do
   */
  public record RocPoint(double falsePositiveRate, double truePositiveRate)
      implements Serializable {}
}
