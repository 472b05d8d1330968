package io.sparkdeepfm.cli.input;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Characters that are hard to type, as a command line spells them. */
final class Escapes {
  private static final Pattern ESCAPE =
      Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-3][0-7]{2})|(t|\\\\))");

  private Escapes() {}

  /** The text with backslash-t, u0001, x01, 001 and a doubled backslash replaced. */
  static String decoded(String text) {
    return ESCAPE.matcher(text).replaceAll(match -> quoted(character(match)));
  }

  private static String quoted(char character) {
    return character == '\\' || character == '$' ? "\\" + character : String.valueOf(character);
  }

  private static char character(MatchResult match) {
    for (int group = 1; group <= 2; group++) {
      if (match.group(group) != null) {
        return (char) Integer.parseInt(match.group(group), 16);
      }
    }
    if (match.group(3) != null) {
      return (char) Integer.parseInt(match.group(3), 8);
    }
    return match.group(4).equals("t") ? '\t' : '\\';
  }
}
