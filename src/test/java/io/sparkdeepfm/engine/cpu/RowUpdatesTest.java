package io.sparkdeepfm.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.model.EmbeddingTable;
import org.junit.jupiter.api.Test;

class RowUpdatesTest {
  private final EmbeddingTable table =
      new EmbeddingTable("apps", 4, 1, new float[] {0, 1, 10, 11, 20, 21, 30, 31});

  @Test
  void rowsAreCopiedOutOfTheTable() {
    RowUpdates updates = RowUpdates.of(table, new int[] {1, 3}, new float[] {5, 6});
    table.values()[2] = -1;
    assertArrayEquals(new float[] {10, 11, 30, 31}, updates.values());
    assertArrayEquals(new int[] {1, 3}, updates.rows());
    assertArrayEquals(new float[] {5, 6}, updates.weights());
  }

  @Test
  void rowsAreWrittenBackAndTheOthersStay() {
    new RowUpdates(new int[] {0, 2}, new float[] {-1, -2, -3, -4}, new float[2]).writeTo(table);
    assertArrayEquals(new float[] {-1, -2, 10, 11, -3, -4, 30, 31}, table.values());
  }

  @Test
  void everyNumberSentCostsFourBytes() {
    assertEquals(4 * (2 + 4 + 2), RowUpdates.of(table, new int[] {1, 3}, new float[2]).bytes());
    assertEquals(0, RowUpdates.of(table, new int[0], new float[0]).bytes());
  }

  @Test
  void rowsWithoutWeightsAreSmallerAndWriteTheSame() {
    EmbeddingTable source = new EmbeddingTable("v", 4, 1, new float[] {1, 2, 3, 4, 5, 6, 7, 8});
    EmbeddingTable target = new EmbeddingTable("v", 4, 1);
    RowUpdates updates = RowUpdates.of(source, new int[] {1, 3}, new float[2]).withoutWeights();
    updates.writeTo(target);
    assertArrayEquals(new float[] {0, 0, 3, 4, 0, 0, 7, 8}, target.values());
    assertEquals(4 * (2 + 4), updates.bytes());
  }
}
