package io.sparkdeepfm.persist;

import io.sparkdeepfm.data.Refusal;
import org.apache.hadoop.fs.Path;

/** How this package says that a saved model cannot be used: one sentence, the file first. */
final class CorruptModel {
  private CorruptModel() {}

  /**
   * @param problem continues the sentence that begins with the file
   */
  static IllegalArgumentException at(Path file, String problem) {
    return at(file, problem, null);
  }

  static IllegalArgumentException at(Path file, String problem, Throwable cause) {
    return Refusal.because(cause, "%s %s; copy the model again or save it anew.", file, problem);
  }

  static IllegalArgumentException unreadable(Path file, Throwable cause) {
    return at(file, String.format("cannot be read (%s)", reason(cause)), cause);
  }

  /** The first line of the innermost cause's message: Spark wraps what happened several times. */
  static String reason(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    String name = root.getClass().getSimpleName();
    return message == null || message.isBlank() ? name : message.lines().findFirst().orElse(name);
  }
}
