package io.sparkdeepfm.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class EscapedTest {
  @Test
  void whatMovesACursorBreaksALineOrHidesTextIsWrittenAsItsCode() {
    assertEquals(
        "a\\u001b[2J\\u000ab\\u000d\\u0085\\u2028\\u202e\\u200b\\u0000",
        Escaped.of("a\u001b[2J\nb\r\u0085\u2028\u202e\u200b\0"));
  }

  @Test
  void lettersOfAnyScriptTabsAndSymbolsStay() {
    assertEquals("tab\t é 漢字 ≥ 😀 'x'", Escaped.of("tab\t é 漢字 ≥ 😀 'x'"));
  }
}
