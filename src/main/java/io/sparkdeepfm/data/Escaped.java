package io.sparkdeepfm.data;

/** Text of others as it may be shown on a terminal or in a log. */
public final class Escaped {
  private Escaped() {}

  /**
   * The text with each control and format character but tabs as its code, as \\u001b: such a
   * character moves the cursor, hides text, or begins a line that looks like another message.
   */
  public static String of(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\t' && isHidden(c)) {
        escaped.append(String.format("\\u%04x", (int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  private static boolean isHidden(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
