package io.sparkdeepfm.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.FieldColumn;

/** Compares blocks of examples. */
public final class ExampleAssertions {
  private ExampleAssertions() {}

  /** That two blocks are equal in every array, forms of the columns included. */
  public static void assertSameBlock(ExampleBlock expected, ExampleBlock actual) {
    assertEquals(expected.size(), actual.size());
    assertEquals(expected.validation(), actual.validation());
    assertArrayEquals(expected.labels(), actual.labels());
    assertArrayEquals(expected.weights(), actual.weights());
    assertEquals(expected.numFields(), actual.numFields());
    for (int f = 0; f < expected.numFields(); f++) {
      assertSameColumn(expected.columns()[f], actual.columns()[f], "field " + f);
    }
  }

  /** That two columns are equal in every array. */
  public static void assertSameColumn(FieldColumn expected, FieldColumn actual, String what) {
    assertArrayEquals(expected.offsets(), actual.offsets(), "offsets of " + what);
    assertArrayEquals(expected.rows(), actual.rows(), "rows of " + what);
    assertArrayEquals(expected.values(), actual.values(), "values of " + what);
  }
}
