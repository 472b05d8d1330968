package io.sparkdeepfm.persist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.column.Columns;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which statements a saved pipeline may hold unasked. */
class WordsStatementTest {
  private static final String ONE =
      "SELECT *, regexp_extract_all(lower(`title`), r'[\\p{L}\\p{M}\\p{N}]+', 0) AS `words` FROM"
          + " __THIS__";

  @Test
  void theWordsOfOneTextAreOneExpression() {
    assertEquals(ONE, WordsStatement.of(List.of("`title`"), List.of("`words`")));
  }

  @Test
  void whateverTheColumnsAreCalledItIsKnownAgain() {
    List<String> names =
        Stream.of("title", "a.b c", "`", "``x`", "Größe", "'; DROP", "__THIS__")
            .map(Columns::quoted)
            .toList();
    assertTrue(WordsStatement.is(ONE));
    assertTrue(WordsStatement.is(WordsStatement.of(names, names)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM __THIS__",
        "SELECT *,  FROM __THIS__",
        "SELECT *, regexp_extract_all(lower(`a`), r'[\\p{L}\\p{M}\\p{N}]+', 0) AS `b` FROM"
            + " parquet.`/etc`",
        "SELECT *, regexp_extract_all(lower(`a`), r'[\\p{L}\\p{M}\\p{N}]+', 0) AS `b` FROM __THIS__"
            + " UNION SELECT * FROM text.`/etc/passwd`",
        "SELECT *, regexp_extract_all(lower(`a`), r'[\\p{L}\\p{M}\\p{N}]+', 0) AS `b`,"
            + " reflect('java.lang.System', 'exit') FROM __THIS__",
        "SELECT *, regexp_extract_all(lower(`a`b`), r'[\\p{L}\\p{M}\\p{N}]+', 0) AS `b` FROM"
            + " __THIS__",
        "SELECT *, regexp_extract_all(lower(`${env:HOME}`), r'[\\p{L}\\p{M}\\p{N}]+', 0) AS `b`"
            + " FROM __THIS__",
        "SELECT *, regexp_extract_all(lower(a), r'[\\p{L}\\p{M}\\p{N}]+', 0) AS `b` FROM __THIS__"
      })
  void nothingElseIs(String statement) {
    assertFalse(WordsStatement.is(statement));
  }
}
