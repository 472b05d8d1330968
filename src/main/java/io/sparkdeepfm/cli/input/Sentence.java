package io.sparkdeepfm.cli.input;

import java.util.Locale;

/** Turns what an exception says into one plain sentence. */
public final class Sentence {
  private static final int LONGEST = 400;

  private Sentence() {}

  /** The first line of a message, with a full stop. */
  public static String of(String message) {
    String line = message.strip().lines().findFirst().orElse("").strip();
    if (line.length() > LONGEST) {
      line = line.substring(0, LONGEST) + "…";
    }
    return line.isEmpty() || ".!?…".indexOf(line.charAt(line.length() - 1)) >= 0
        ? line
        : line + ".";
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
