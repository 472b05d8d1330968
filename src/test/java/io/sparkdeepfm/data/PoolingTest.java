package io.sparkdeepfm.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PoolingTest {
  private static float[] normalized(Pooling pooling, float... values) {
    pooling.normalize(values, 0, values.length);
    return values;
  }

  @Test
  void sumLeavesTheWeightsAlone() {
    assertArrayEquals(new float[] {3, -4, 0.5f}, normalized(Pooling.SUM, 3, -4, 0.5f));
  }

  @Test
  void meanDividesByTheSumOfMagnitudes() {
    assertArrayEquals(new float[] {0.375f, -0.5f, 0.125f}, normalized(Pooling.MEAN, 3, -4, 1));
  }

  @Test
  void sqrtnDividesByTheRootOfTheSumOfSquares() {
    assertArrayEquals(new float[] {0.6f, -0.8f}, normalized(Pooling.SQRTN, 3, -4));
  }

  @ParameterizedTest
  @EnumSource(Pooling.class)
  void onlyTheRangeIsNormalised(Pooling pooling) {
    float[] values = {7, 3, -4, 9};
    pooling.normalize(values, 1, 3);
    float[] alone = normalized(pooling, 3, -4);
    assertArrayEquals(new float[] {7, alone[0], alone[1], 9}, values);
  }

  @ParameterizedTest
  @EnumSource(Pooling.class)
  void weightsOfZeroStayZero(Pooling pooling) {
    assertArrayEquals(new float[] {0, 0}, normalized(pooling, 0, 0));
  }

  @ParameterizedTest
  @EnumSource(Pooling.class)
  void anEmptyRangeIsNoProblem(Pooling pooling) {
    float[] values = {2, 3};
    pooling.normalize(values, 1, 1);
    assertArrayEquals(new float[] {2, 3}, values);
  }

  /** In floats the square of the smallest would be 0 and the square of the largest infinite. */
  @Test
  void theSmallestAndTheLargestFloatsKeepTheirProportions() {
    for (float scale : new float[] {Float.MIN_VALUE, 1e-30f, 1e37f}) {
      assertArrayEquals(
          new float[] {0.6f, -0.8f}, normalized(Pooling.SQRTN, 3 * scale, -4 * scale), 1e-6f);
      assertArrayEquals(
          new float[] {0.375f, -0.5f, 0.125f},
          normalized(Pooling.MEAN, 3 * scale, -4 * scale, scale),
          1e-6f);
    }
  }
}
