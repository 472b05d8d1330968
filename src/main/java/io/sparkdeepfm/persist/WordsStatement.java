package io.sparkdeepfm.persist;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The one SQL statement that a trained pipeline may hold unasked, because the command {@code train}
 * writes it: the words of columns of text, runs of letters and digits of any script, in lower case;
 * null stays null. It reads columns of the rows that it is given and nothing else.
 */
public final class WordsStatement {
  private static final String BEGIN = "SELECT *, ";
  private static final String END = " FROM __THIS__";
  private static final String WORDS =
      "regexp_extract_all(lower(%s), r'[\\p{L}\\p{M}\\p{N}]+', 0) AS %s";

  /** A quoted name; without what Spark would replace before it parses a statement, as ${x}. */
  private static final String NAME = "`(?:[^`$]|``)+`";

  private static final Pattern STATEMENT = pattern();
  private static final Pattern COLUMN =
      Pattern.compile(Pattern.quote(WORDS).replace("%s", "\\E(" + NAME + ")\\Q"));

  private WordsStatement() {}

  private static Pattern pattern() {
    String words = Pattern.quote(WORDS).replace("%s", "\\E" + NAME + "\\Q");
    return Pattern.compile(
        Pattern.quote(BEGIN) + words + "(?:, " + words + ")*" + Pattern.quote(END));
  }

  /**
   * @param texts columns of strings, their names quoted
   * @param outputs a new column of words for each, likewise
   */
  public static String of(List<String> texts, List<String> outputs) {
    String columns =
        IntStream.range(0, texts.size())
            .mapToObj(i -> String.format(Locale.ROOT, WORDS, texts.get(i), outputs.get(i)))
            .collect(Collectors.joining(", "));
    return BEGIN + columns + END;
  }

  /**
   * The columns of text by the columns of words that a statement makes of them.
   *
   * @return empty if the statement is none of those that {@link #of} gives
   */
  public static Map<String, String> textsByWords(String statement) {
    Map<String, String> texts = new LinkedHashMap<>();
    if (is(statement)) {
      Matcher columns = COLUMN.matcher(statement);
      while (columns.find()) {
        texts.put(unquoted(columns.group(2)), unquoted(columns.group(1)));
      }
    }
    return texts;
  }

  private static String unquoted(String name) {
    return name.substring(1, name.length() - 1).replace("``", "`");
  }

  /** Whether a statement is one of those that {@link #of} gives. */
  static boolean is(String statement) {
    return STATEMENT.matcher(statement).matches();
  }
}
