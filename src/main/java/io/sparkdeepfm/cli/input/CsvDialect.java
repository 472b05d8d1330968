package io.sparkdeepfm.cli.input;

import java.util.regex.Pattern;

/**
 * How a csv quotes: by RFC 4180, which doubles a quote within quotes, or with a backslash before
 * it, as Spark's writer does; and whether line breaks stand within quotes, which takes a reader
 * that does not split files.
 *
 * @param escape what stands before a quote within quotes
 * @param breaksLines whether a value has a line break
 */
record CsvDialect(String delimiter, char escape, boolean breaksLines) {
  private static final char QUOTE = '"';
  private static final char BACKSLASH = '\\';

  /** What the beginning of a csv shows. */
  static CsvDialect of(String text, String delimiter) {
    CsvDialect dialect = new CsvDialect(delimiter, escapeIn(text, delimiter), false);
    return new CsvDialect(delimiter, dialect.escape, dialect.hasBrokenLine(text));
  }

  private static char escapeIn(String text, String delimiter) {
    String end = Pattern.quote(delimiter) + "|[\\r\\n]|$";
    boolean doubled =
        Pattern.compile("\"\"\"|(?<!" + Pattern.quote(delimiter) + "|[\\r\\n\\\\]|^)\"\"")
            .matcher(text)
            .find();
    return !doubled && Pattern.compile("\\\\\"(?!" + end + ")").matcher(text).find()
        ? BACKSLASH
        : QUOTE;
  }

  /** The text up to the first line break outside quotes. */
  String firstRecord(String text) {
    int end = 0;
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      end = fieldEnd(text, end);
      end = text.startsWith(delimiter, end) ? end + delimiter.length() : end;
    }
    return text.substring(0, end);
  }

  /** True if the quotes of all whole fields are well set, and one has a line break within. */
  private boolean hasBrokenLine(String text) {
    boolean broken = false;
    for (int at = 0; at < text.length(); ) {
      int end = fieldEnd(text, at);
      boolean quoted = text.charAt(at) == QUOTE;
      if (quoted && end == text.length()) {
        return broken; // cut by the end of the sample, or a quote that is never closed
      }
      broken |= quoted && text.substring(at, end).indexOf('\n') >= 0;
      boolean delimited = text.startsWith(delimiter, end);
      if (quoted && !delimited && end < text.length() && "\r\n".indexOf(text.charAt(end)) < 0) {
        return false;
      }
      at = Math.max(end + (delimited ? delimiter.length() : 1), at + 1);
    }
    return broken;
  }

  /** Where the field that begins at a place ends: at a delimiter or line break outside quotes. */
  private int fieldEnd(String text, int begin) {
    int at = begin;
    if (at < text.length() && text.charAt(at) == QUOTE) {
      at = closingQuote(text, at + 1);
    }
    while (at < text.length()
        && !text.startsWith(delimiter, at)
        && text.charAt(at) != '\n'
        && text.charAt(at) != '\r') {
      at++;
    }
    return at;
  }

  /** The place after the quote that closes, or the text's end. */
  private int closingQuote(String text, int begin) {
    for (int at = begin; at < text.length(); at++) {
      boolean escapes =
          text.charAt(at) == escape && at + 1 < text.length() && text.charAt(at + 1) == QUOTE;
      if (escapes) {
        at++;
      } else if (text.charAt(at) == QUOTE) {
        return at + 1;
      }
    }
    return text.length();
  }
}
