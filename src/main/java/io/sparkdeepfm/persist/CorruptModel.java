package io.sparkdeepfm.persist;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import io.sparkdeepfm.data.Refusal;
import org.apache.hadoop.fs.Path;

/** How this package says that a saved model cannot be used: one sentence, the file first. */
final class CorruptModel {
  private CorruptModel() {}

  /**
   * @param problem a format that continues the sentence that begins with the file
   */
  @FormatMethod
  static IllegalArgumentException at(Path file, @FormatString String problem, Object... parts) {
    return because(null, file, problem, parts);
  }

  /** The same of what was thrown; null for nothing. */
  @FormatMethod
  static IllegalArgumentException because(
      Throwable cause, Path file, @FormatString String problem, Object... parts) {
    return Refusal.because(
        cause, "%s %s; copy it again or save it anew.", file, String.format(problem, parts));
  }

  static IllegalArgumentException unreadable(Path file, Throwable cause) {
    return because(cause, file, "cannot be read (%s)", reason(cause));
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
