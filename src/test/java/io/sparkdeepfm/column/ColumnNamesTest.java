package io.sparkdeepfm.column;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Names of columns. */
class ColumnNamesTest {
  @Test
  void dotsAndBackticksStayPartsOfTheName() {
    assertEquals("`ad.id`", ColumnNames.quoted("ad.id"));
    assertEquals("`a``b`", ColumnNames.quoted("a`b"));
  }
}
