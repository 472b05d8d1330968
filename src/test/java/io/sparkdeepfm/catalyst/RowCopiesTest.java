package io.sparkdeepfm.catalyst;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("spark4")
class RowCopiesTest {
  private static final StructType SCHEMA =
      new StructType().add("id", DataTypes.LongType).add("text", DataTypes.StringType);
  private static final int CAPACITY = 20;

  private final UnsafeProjection projection = UnsafeProjection.create(SCHEMA);
  private final RowCopies held = new RowCopies(CAPACITY, SCHEMA.length());

  private static InternalRow row(long id, int length) {
    UTF8String text = UTF8String.fromString(Long.toString(id % 10).repeat(length));
    return new GenericInternalRow(new Object[] {id, text});
  }

  /** Fills a batch with rows of a text of these lengths, each overwritten by the next. */
  private void fill(long firstId, List<Integer> lengths) {
    held.clear();
    for (int i = 0; i < lengths.size(); i++) {
      held.add(projection.apply(row(firstId + i, lengths.get(i))));
    }
  }

  private void assertHolds(long firstId, List<Integer> lengths) {
    assertEquals(lengths.size(), held.size());
    for (int i = lengths.size() - 1; i >= 0; i--) {
      assertEquals(projection.apply(row(firstId + i, lengths.get(i))), held.get(i));
    }
  }

  @Test
  void rowsOfAnyLengthAreKeptBatchAfterBatch() {
    Random random = new Random(1);
    for (int batch = 0; batch < 20; batch++) {
      List<Integer> lengths = new ArrayList<>();
      int rows = 1 + random.nextInt(CAPACITY);
      for (int i = 0; i < rows; i++) {
        lengths.add(random.nextInt(1 << random.nextInt(14)));
      }
      fill(100L * batch, lengths);
      assertHolds(100L * batch, lengths);
    }
  }

  @Test
  void rowsLargerThanWhatIsKeptAreKeptAllTheSame() {
    List<Integer> lengths = List.of(3, 3 << 20, 5, 9 << 20, 3 << 20, 0, 1);
    fill(7, lengths);
    assertHolds(7, lengths);
    fill(8, List.of(1, 2, 3));
    assertHolds(8, List.of(1, 2, 3));
  }

  @Test
  void rowsThatAreNoBytesAreCopied() {
    GenericInternalRow given = (GenericInternalRow) row(5, 3);
    held.add(given);
    given.update(0, 6L);
    assertNotSame(given, held.get(0));
    assertEquals(5L, held.get(0).getLong(0));
  }

  @Test
  void anEmptiedBatchHoldsNothingOfTheLast() {
    held.add(row(1, 1));
    fill(2, List.of(4));
    assertEquals(1, held.size());
    UnsafeRow shown = (UnsafeRow) held.get(0);
    assertEquals(2L, shown.getLong(0));
  }
}
