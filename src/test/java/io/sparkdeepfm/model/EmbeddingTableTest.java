package io.sparkdeepfm.model;

import static io.sparkdeepfm.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class EmbeddingTableTest {
  @Test
  void aNewTableIsZeroWithAFirstOrderWeightPerRow() {
    EmbeddingTable table = new EmbeddingTable("apps", 3, 4);
    assertEquals(5, table.rowLength());
    assertArrayEquals(new float[15], table.values());
  }

  @Test
  void aCopySharesNothing() {
    EmbeddingTable table = new EmbeddingTable("apps", 1, 1, new float[] {1, 2});
    EmbeddingTable copy = table.copy();
    table.values()[0] = 9;
    assertArrayEquals(new float[] {1, 2}, copy.values());
    assertEquals("apps", copy.vocabulary());
  }

  @Test
  void valuesOfTheWrongLengthAreRefused() {
    assertRefused(
        "Embedding table 'apps' has 14 floats, but 3 rows of 5 need 15.",
        () -> new EmbeddingTable("apps", 3, 4, new float[14]));
  }

  @Test
  void sizesWhoseProductOverflowsAnIntAreRefused() {
    assertRefused(
        "Embedding table 'apps' has 0 floats, but 65536 rows of 65536 need 4294967296.",
        () -> new EmbeddingTable("apps", 1 << 16, (1 << 16) - 1, new float[0]));
  }
}
