package io.sparkdeepfm.data;

import static io.sparkdeepfm.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FieldColumnTest {
  private static final int[] OFFSETS = {0, 1};
  private static final int[] ROWS = {3};
  private static final float[] VALUES = {0.5f};

  @Test
  void eachFormIsToldByItsArrays() {
    FieldColumn numeric = FieldColumn.numeric(VALUES);
    assertTrue(numeric.isNumeric() && !numeric.isSingle());
    FieldColumn single = FieldColumn.single(ROWS);
    assertTrue(single.isSingle() && !single.isNumeric());
    for (FieldColumn general :
        new FieldColumn[] {
          FieldColumn.general(OFFSETS, ROWS, VALUES), FieldColumn.general(OFFSETS, ROWS, null)
        }) {
      assertFalse(general.isNumeric() || general.isSingle());
    }
  }

  @Test
  void everyOtherChoiceOfArraysIsRefused() {
    assertNoForm(null, null, null);
    assertNoForm(null, ROWS, VALUES);
    assertNoForm(OFFSETS, null, VALUES);
    assertNoForm(OFFSETS, null, null);
  }

  private static void assertNoForm(int[] offsets, int[] rows, float[] values) {
    assertRefused(
        "A column has values only (numeric), rows only (single-valued) or offsets and rows"
            + " (general), but these arrays are none of the three forms.",
        () -> new FieldColumn(offsets, rows, values));
  }
}
