package io.sparkdeepfm.token;

import io.sparkdeepfm.data.BadValueException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads lists written as strings, {@code "qq:0.9, weixin:0.5, wechat"}. Blanks around values and
 * weights do not count, nor do empty entries; an entry without a weight has weight 1.
 */
public final class DelimitedTokens implements Serializable {
  private static final byte[] NO_WEIGHTS = {};

  private final String column;
  private final byte[] delimiter;
  private final byte[] weightDelimiter;

  /**
   * @param column named in errors
   * @param delimiter between entries, not empty
   * @param weightDelimiter before the weight of an entry, or empty where entries have none
   */
  public DelimitedTokens(String column, String delimiter, String weightDelimiter) {
    this.column = column;
    this.delimiter = delimiter.getBytes(StandardCharsets.UTF_8);
    this.weightDelimiter =
        weightDelimiter.isEmpty() ? NO_WEIGHTS : weightDelimiter.getBytes(StandardCharsets.UTF_8);
  }

  /** Passes the tokens of the list {@code source[listBegin, end)} on. */
  public void split(byte[] source, int listBegin, int end, TokenSink sink) {
    int begin = listBegin;
    for (int i = begin; i + delimiter.length <= end; ) {
      if (startsWith(source, i, end, delimiter)) {
        readEntry(source, begin, i, sink);
        i += delimiter.length;
        begin = i;
      } else {
        i++;
      }
    }
    readEntry(source, begin, end, sink);
  }

  private void readEntry(byte[] source, int entryBegin, int entryEnd, TokenSink sink) {
    int begin = skipBlanks(source, entryBegin, entryEnd);
    int end = dropBlanks(source, begin, entryEnd);
    if (begin == end) {
      return;
    }
    int split = lastWeightDelimiter(source, begin, end);
    if (split < 0) {
      sink.accept(source, begin, end, 1);
      return;
    }
    double weight = parseWeight(source, begin, split + weightDelimiter.length, end);
    sink.acceptWeighted(column, source, begin, dropBlanks(source, begin, split), weight);
  }

  private double parseWeight(byte[] source, int entryBegin, int begin, int end) {
    try {
      return Double.parseDouble(text(source, begin, end));
    } catch (NumberFormatException e) {
      throw new BadValueException(
          "Column '%s' has the entry '%s', but what follows the last '%s' must be a number;"
              + " leave out its weightDelimiter, or set it to '', if the entries have no"
              + " weights.",
          column,
          text(source, entryBegin, end),
          new String(weightDelimiter, StandardCharsets.UTF_8));
    }
  }

  private int lastWeightDelimiter(byte[] source, int begin, int end) {
    if (weightDelimiter.length == 0) {
      return -1;
    }
    int i = end - weightDelimiter.length;
    while (i >= begin && !startsWith(source, i, end, weightDelimiter)) {
      i--;
    }
    return i >= begin ? i : -1;
  }

  private static boolean startsWith(byte[] source, int begin, int end, byte[] prefix) {
    return begin + prefix.length <= end
        && Arrays.equals(source, begin, begin + prefix.length, prefix, 0, prefix.length);
  }

  private static int skipBlanks(byte[] source, int begin, int end) {
    int i = begin;
    while (i < end && isBlank(source[i])) {
      i++;
    }
    return i;
  }

  private static int dropBlanks(byte[] source, int begin, int end) {
    int i = end;
    while (i > begin && isBlank(source[i - 1])) {
      i--;
    }
    return i;
  }

  private static boolean isBlank(byte b) {
    return b >= 0 && b <= ' ';
  }

  private static String text(byte[] source, int begin, int end) {
    return new String(source, begin, end - begin, StandardCharsets.UTF_8);
  }
}
