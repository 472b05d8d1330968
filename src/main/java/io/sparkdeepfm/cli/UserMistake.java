package io.sparkdeepfm.cli;

import org.apache.spark.SparkThrowable;

/**
 * Tells what the user did wrong from what went wrong. Our own checks, on the driver or inside a
 * task, throw IllegalArgumentException with a sentence for the user; Spark's readers stop at a row
 * of text that does not fit.
 */
final class UserMistake {
  private static final String OURS = "io.sparkdeepfm.";
  private static final String MALFORMED_ROW = "MALFORMED_RECORD_IN_PARSING";

  private UserMistake() {}

  /** The sentence of the check that failed, anywhere in the chain of causes, or null. */
  static String in(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof IllegalArgumentException mistake && isOurs(mistake)) {
        return mistake.getMessage();
      }
      if (cause instanceof SparkThrowable spark
          && spark.getErrorClass() != null
          && spark.getErrorClass().startsWith(MALFORMED_ROW)) {
        return malformedRow(cause.getMessage());
      }
    }
    return null;
  }

  private static boolean isOurs(IllegalArgumentException mistake) {
    StackTraceElement[] trace = mistake.getStackTrace();
    return mistake.getMessage() != null
        && trace.length > 0
        && trace[0].getClassName().startsWith(OURS);
  }

  private static String malformedRow(String message) {
    int begin = message.indexOf('[', 1);
    int end = message.indexOf("]", Math.max(begin, 0));
    String row = begin >= 0 && end > begin ? message.substring(begin, end + 1) : message;
    return String.format(
        "The input has a row that does not fit its columns, with a value that is no number or too"
            + " few or too many values: %s",
        row);
  }
}
