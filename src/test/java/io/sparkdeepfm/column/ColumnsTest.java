package io.sparkdeepfm.column;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Names of columns in references. */
class ColumnsTest {
  @Test
  void dotsAndBackticksStayPartsOfTheName() {
    assertEquals("`ad.id`", Columns.quoted("ad.id"));
    assertEquals("`a``b`", Columns.quoted("a`b"));
  }
}
