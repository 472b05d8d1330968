package io.sparkdeepfm.cli;

/**
 * Tells what the user did wrong from what went wrong: our own checks, on the driver or inside a
 * task, throw IllegalArgumentException with a sentence for the user; so does nothing else.
 */
final class UserMistake {
  private static final String OURS = "io.sparkdeepfm.";

  private UserMistake() {}

  /** The check that failed, anywhere in the chain of causes, or null. */
  static IllegalArgumentException in(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof IllegalArgumentException mistake && isOurs(mistake)) {
        return mistake;
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
}
