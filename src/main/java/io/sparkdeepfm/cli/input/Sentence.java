package io.sparkdeepfm.cli.input;

import java.util.Locale;

/** Turns what an exception says into one plain sentence. */
public final class Sentence {
  private static final int LONGEST = 400;
  private static final int LONGEST_VALUE = 100;

  private Sentence() {}

  /** The first line of a message, with a full stop. */
  public static String of(String message) {
    String line = message.strip().lines().findFirst().orElse("").strip();
    line = shortened(line, LONGEST);
    return line.isEmpty() || ".!?…".indexOf(line.charAt(line.length() - 1)) >= 0
        ? line
        : line + ".";
  }

  /** A value of the user's in a sentence, cut where it is long. */
  static String shortened(String value) {
    return shortened(value, LONGEST_VALUE);
  }

  private static String shortened(String text, int length) {
    return text.length() > length ? text.substring(0, length) + "…" : text;
  }

  /** What the innermost cause says; its type where it says nothing. */
  public static String root(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String name = cause.getClass().getSimpleName();
    return cause.getMessage() == null || cause.getMessage().isBlank()
        ? name
        : name + ": " + cause.getMessage().strip();
  }

  public static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
