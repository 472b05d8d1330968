package io.sparkdeepfm.param;

import io.sparkdeepfm.optim.ScheduleType;

/** Checks that validation rows come from one place, and from one where they are asked for. */
final class ValidationSource {
  private ValidationSource() {}

  /**
   * @param indicator the validation column, or null
   * @throws IllegalArgumentException if there are two sources, or none though a Param needs one
   */
  static void check(DeepFMParams<?> classifier, String indicator) {
    double fraction = classifier.getValidationFraction();
    if (indicator != null && fraction > 0) {
      throw new IllegalArgumentException(
          String.format(
              "validationFraction is %s and validationIndicatorCol is '%s', but only one can choose"
                  + " the validation rows; clear the other.",
              fraction, indicator));
    }
    if (indicator == null && fraction == 0) {
      if (classifier.isSet(classifier.learningRateSchedule())
          && ConfigBuilder.scheduleType(classifier) == ScheduleType.PLATEAU) {
        throw needsRows("learningRateSchedule", classifier.getLearningRateSchedule());
      }
      if (classifier.isSet(classifier.earlyStoppingPatience())
          && classifier.getEarlyStoppingPatience() > 0) {
        throw needsRows("earlyStoppingPatience", classifier.getEarlyStoppingPatience());
      }
      if (classifier.isSet(classifier.validationMetric())) {
        throw needsRows("validationMetric", classifier.getValidationMetric());
      }
    }
  }

  private static IllegalArgumentException needsRows(String param, Object value) {
    return new IllegalArgumentException(
        String.format(
            "%s is %s, which needs validation rows, but there are none; set validationIndicatorCol or"
                + " validationFraction.",
            param, value));
  }
}
