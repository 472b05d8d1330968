package io.sparkdeepfm.stage;

import java.util.function.Supplier;

/** A cell of the data that a stage cannot take; the message names column and value. */
final class BadValueException extends IllegalArgumentException {
  BadValueException(String format, Object... arguments) {
    super(String.format(format, arguments));
  }

  private BadValueException(BadValueException original, Throwable jobFailure) {
    super(original.getMessage(), jobFailure);
  }

  /** Runs a Spark job; if it failed at a bad value, throws that instead of Spark's report of it. */
  static <T> T unwrap(Supplier<T> job) {
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
