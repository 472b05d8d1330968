package io.sparkdeepfm.data;

import static io.sparkdeepfm.testing.ExampleAssertions.assertSameColumn;

import org.junit.jupiter.api.Test;

/** Examples of a column in another order. */
class GatherTest {
  private static final int[] ORDER = {2, 0, 1};

  private static FieldColumn reordered(FieldColumn column) {
    return column.gather(ORDER, 0, 3);
  }

  @Test
  void eachExampleGetsTheValuesOfAnother() {
    assertSameColumn(
        FieldColumn.numeric(new float[] {3, 1, 2}),
        reordered(FieldColumn.numeric(new float[] {1, 2, 3})),
        "numeric");
    assertSameColumn(
        FieldColumn.single(new int[] {7, 5, -1}),
        reordered(FieldColumn.single(new int[] {5, -1, 7})),
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
        reordered(FieldColumn.general(offsets, rows, new float[] {.1f, .2f, .3f, .4f, .5f})),
        "weighted");
    assertSameColumn(
        FieldColumn.general(permutedOffsets, permutedRows, null),
        reordered(FieldColumn.general(offsets, rows, null)),
        "multi-valued");
  }

  @Test
  void aPartOfTheExamplesIsAColumnOfItsOwn() {
    FieldColumn column =
        FieldColumn.general(new int[] {0, 2, 3, 3}, new int[] {1, 2, 3}, new float[] {.5f, .5f, 1});
    assertSameColumn(
        FieldColumn.general(new int[] {0, 0, 1}, new int[] {3}, new float[] {1}),
        column.gather(new int[] {0, 2, 1}, 1, 3),
        "two of three");
  }

  @Test
  void examplesWithOneValueAtMostAreSingleAgain() {
    FieldColumn column = FieldColumn.general(new int[] {0, 2, 3, 3}, new int[] {1, 2, 3}, null);
    assertSameColumn(
        FieldColumn.single(new int[] {3, -1}), column.gather(new int[] {1, 2}, 0, 2), "single");
  }
}
