package io.sparkdeepfm.data;

import static io.sparkdeepfm.testing.ExampleAssertions.assertSameColumn;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PermutedColumnTest {
  private static final int[] ORDER = {2, 0, 1};

  @Test
  void eachExampleGetsTheValuesOfAnother() {
    assertSameColumn(
        FieldColumn.numeric(new float[] {3, 1, 2}),
        PermutedColumn.of(FieldColumn.numeric(new float[] {1, 2, 3}), ORDER),
        "numeric");
    assertSameColumn(
        FieldColumn.single(new int[] {7, 5, -1}),
        PermutedColumn.of(FieldColumn.single(new int[] {5, -1, 7}), ORDER),
        "single");
  }

  @Test
  void severalValuesStayTogether() {
    int[] offsets = {0, 2, 2, 5};
    int[] rows = {1, 2, 3, 4, 5};
    int[] permutedOffsets = {0, 3, 5, 5};
    int[] permutedRows = {3, 4, 5, 1, 2};
    assertSameColumn(
        FieldColumn.general(permutedOffsets, permutedRows, new float[] {.3f, .4f, .5f, .1f, .2f}),
        PermutedColumn.of(
            FieldColumn.general(offsets, rows, new float[] {.1f, .2f, .3f, .4f, .5f}), ORDER),
        "weighted");
    assertSameColumn(
        FieldColumn.general(permutedOffsets, permutedRows, null),
        PermutedColumn.of(FieldColumn.general(offsets, rows, null), ORDER),
        "multi-valued");
  }

  @Test
  void ordersArePermutationsOfTheirSeed() {
    for (int size : new int[] {0, 1, 2, 1000}) {
      int[] order = PermutedColumn.order(size, 5);
      assertArrayEquals(order, PermutedColumn.order(size, 5));
      assertArrayEquals(
          IntStream.range(0, size).toArray(), Arrays.stream(order).sorted().toArray());
    }
    assertFalse(Arrays.equals(PermutedColumn.order(1000, 5), PermutedColumn.order(1000, 6)));
  }

  @Test
  void everyOrderIsAsLikely() {
    int[] counts = new int[6];
    for (int seed = 0; seed < 6000; seed++) {
      int[] order = PermutedColumn.order(3, SplitMix64.mix(seed));
      counts[2 * order[0] + (order[1] > order[2] ? 1 : 0)]++;
    }
    assertEquals(6000, Arrays.stream(counts).sum());
    for (int count : counts) {
      assertTrue(Math.abs(count - 1000) < 150, Arrays.toString(counts)); // 5 standard deviations
    }
  }
}
