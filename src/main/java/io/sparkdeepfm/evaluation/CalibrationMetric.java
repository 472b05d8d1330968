package io.sparkdeepfm.evaluation;

/** What {@link CalibrationEvaluator} measures. */
enum CalibrationMetric {
  ABSOLUTE_LOG_RATIO,
  EXPECTED_CALIBRATION_ERROR
}
