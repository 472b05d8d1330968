package io.sparkdeepfm.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowSetTest {
  private static final int TABLE = 1000;

  private static BitSet random(double share) {
    Random random = new Random(3);
    BitSet rows = new BitSet();
    IntStream.range(0, TABLE).filter(r -> random.nextDouble() < share).forEach(rows::set);
    return rows;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01, 0.5, 1})
  void slotsNumberTheRowsInAscendingOrder(double share) {
    BitSet expected = random(share);
    RowSet rows = new RowSet(expected);
    assertEquals(expected.cardinality(), rows.size());
    assertArrayEquals(expected.stream().toArray(), rows.rows());
    int slot = 0;
    for (int row = 0; row < TABLE + 200; row++) {
      assertEquals(expected.get(row), rows.contains(row));
      assertEquals(expected.get(row) ? slot++ : -1, rows.slot(row));
    }
  }

  @Test
  void aUnionHasTheRowsOfBoth() {
    BitSet few = random(0.1);
    BitSet far = new BitSet();
    far.set(5 * TABLE);
    BitSet both = BitSet.valueOf(few.toLongArray());
    both.or(far);
    assertArrayEquals(both.stream().toArray(), new RowSet(few).union(new RowSet(far)).rows());
    assertArrayEquals(both.stream().toArray(), new RowSet(far).union(new RowSet(few)).rows());
  }

  @Test
  void wordsBeyondTheLastRowAreZero() {
    BitSet one = new BitSet();
    one.set(70);
    RowSet rows = new RowSet(one);
    assertArrayEquals(new long[] {0, 1L << 6, 0, 0}, rows.words(0, 4));
    assertArrayEquals(new long[] {0, 0}, rows.words(5, 7));
  }
}
