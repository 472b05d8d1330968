package io.sparkdeepfm.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.data.RowSet;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tables that are not in one array, against the same in an array. */
class SegmentedRowsTest {
  private static final int ROWS = 70_000; // in five segments
  private static final int DIM = 40;

  private static final DeepFMConfig CONFIG =
      ModelConfigs.of(
          new FieldSchema(List.of(new Field("app", "apps", ROWS, Pooling.SUM))),
          DIM,
          List.of(4),
          Activation.RELU,
          0,
          false,
          Interaction.FIELD,
          Head.SUM);

  private static final Initializer SEED =
      new Initializer(CONFIG, TrainingConfigs.INITIALIZATION, 5);

  private static RowSet everyThird() {
    BitSet rows = new BitSet();
    for (int row = 0; row < ROWS; row += 3) {
      rows.set(row);
    }
    return new RowSet(rows);
  }

  private static float[] row(EmbeddingTable table, int row) {
    float[] target = new float[DIM + 3];
    table.read(row, target, 1);
    return target;
  }

  private static void assertSameRows(EmbeddingTable expected, EmbeddingTable actual) {
    for (int row = 0; row < ROWS; row++) {
      assertArrayEquals(row(expected, row), row(actual, row), "row " + row);
    }
  }

  @Test
  void rowsThatAreNotKeptAreAsTheSeedDrawsThem() {
    EmbeddingTable whole = SEED.initialize().table(0);
    EmbeddingTable some = SEED.initialize(new RowSet[] {everyThird()}).table(0);
    assertNull(some.values());
    assertSameRows(whole, some);
    assertEquals(2, whole.nearest(1, 0, 2).size());
    assertEquals(whole.nearest(1, 0, 2), some.nearest(1, 0, 2));
  }

  @Test
  void rowsThatAreKeptChangeAndACopyDoesNot() {
    EmbeddingTable whole = SEED.initialize().table(0);
    EmbeddingTable some = SEED.initialize(new RowSet[] {everyThird()}).table(0);
    EmbeddingTable before = some.copy();
    float[] source = new float[DIM + 3];
    for (int row = 0; row < ROWS; row += 3) {
      source[2] = row;
      whole.write(row, source, 2);
      some.write(row, source, 2);
    }
    assertSameRows(whole, some);
    assertSameRows(SEED.initialize().table(0), before);
    assertFalse(some.holds(4));
    assertThrows(IllegalArgumentException.class, () -> some.write(4, source, 0));
  }

  @Test
  void allRowsHaveRoomInSegmentsToo() {
    EmbeddingTable whole = SEED.initialize().table(0);
    EmbeddingTable segmented =
        new EmbeddingTable("apps", ROWS, DIM, SegmentedRows.all(ROWS, DIM + 1));
    float[] row = new float[DIM + 1];
    for (int r = 0; r < ROWS; r++) {
      whole.read(r, row, 0);
      segmented.write(r, row, 0);
    }
    assertSameRows(whole, segmented);
    assertNull(segmented.others());
    assertEquals(5, segmented.segments().length);
  }

  @Test
  void roomForMoreRowsChangesNone() {
    EmbeddingTable some = SEED.initialize(new RowSet[] {everyThird()}).table(0);
    float[] source = new float[DIM + 1];
    some.write(3, source, 0);
    BitSet more = new BitSet();
    more.set(4);
    more.set(ROWS - 1);
    EmbeddingTable larger = some.withRoom(new RowSet(more));
    assertSameRows(some, larger);
    larger.write(4, source, 0);
    larger.write(ROWS - 1, source, 0);
    larger.write(3, source, 0);
    assertFalse(some.holds(4));
    EmbeddingTable whole = some.whole();
    assertSameRows(some, whole);
    assertNull(whole.others());
    assertSame(whole, whole.whole());
    assertSame(whole, whole.withRoom(everyThird()));
  }

  @Test
  void aCopyOfSomeRowsHasThemBySlotWhetherTheyAreKeptOrNot() {
    EmbeddingTable some = SEED.initialize(new RowSet[] {everyThird()}).table(0);
    BitSet chosen = new BitSet();
    chosen.set(3, 8);
    EmbeddingTable copy = some.copyOf(new RowSet(chosen));
    assertEquals(5, copy.numEmbeddings());
    for (int row = 3; row < 8; row++) {
      assertArrayEquals(row(some, row), row(copy, row - 3));
    }
    assertSameRows(some, some.copyOf(null));
    assertEquals(1, some.copyOf(new RowSet(new BitSet())).numEmbeddings());
  }

  @Test
  void aTableIsInAnArrayIfItFits() {
    assertEquals(12, EmbeddingTable.zeros("apps", 4, 2).values().length);
    assertFalse(EmbeddingTable.fitsArray(200_000_000, 16));
    assertThrows(IllegalArgumentException.class, () -> new EmbeddingTable("apps", 200_000_000, 16));
  }
}
