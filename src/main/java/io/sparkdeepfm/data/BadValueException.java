package io.sparkdeepfm.data;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.function.Supplier;

/** A cell of the data that a stage cannot take; the message names column and value. */
public final class BadValueException extends IllegalArgumentException {
  /**
   * @param sentence a format of {@link String#format}
   */
  @FormatMethod
  public BadValueException(@FormatString String sentence, Object... parts) {
    super(String.format(sentence, parts));
  }

  private BadValueException(BadValueException original, Throwable jobFailure) {
    super(original.getMessage(), jobFailure);
  }

  /** Runs a Spark job; if it failed at a bad value, throws that instead of Spark's report of it. */
  public static <T> T unwrap(Supplier<T> job) {
    try {
      return job.get();
    } catch (Exception failure) { // Scala throws SparkException without declaring it
      for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
        if (cause instanceof BadValueException original) {
          throw new BadValueException(original, failure);
        }
      }
      throw failure;
    }
  }
}
