package io.sparkdeepfm.data;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;

/** Makes the exception of what is refused: one sentence with name, expected, actual and remedy. */
public final class Refusal {
  private Refusal() {}

  /**
   * @param sentence a format of {@link String#format}
   */
  @FormatMethod
  public static IllegalArgumentException of(@FormatString String sentence, Object... parts) {
    return new IllegalArgumentException(String.format(sentence, parts));
  }

  /**
   * @param cause what was thrown, of which the sentence tells the user's part
   * @param sentence a format of {@link String#format}
   */
  @FormatMethod
  public static IllegalArgumentException because(
      Throwable cause, @FormatString String sentence, Object... parts) {
    return new IllegalArgumentException(String.format(sentence, parts), cause);
  }
}
