package io.sparkdeepfm.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.SplitMix64;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutTest {
  private static final int UNITS = 101; // not a multiple of the four units of a random word

  private static float[] mask(double rate, long seed, int layer, int row) {
    float[] mask = new float[UNITS];
    new Dropout(rate, UNITS).fillMask(mask, seed, layer, row);
    return mask;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.25, 0.5, 0.9})
  void unitsAreDroppedAtTheRateAndKeptOnesScaledUp(double rate) {
    int rows = 1000;
    long dropped = 0;
    float scale = (float) (1 / (1 - rate));
    for (int row = 0; row < rows; row++) {
      for (float factor : mask(rate, 3, 1, row)) {
        assertTrue(factor == 0 || factor == scale, () -> "factor: " + factor);
        dropped += factor == 0 ? 1 : 0;
      }
    }
    double n = (double) rows * UNITS;
    assertEquals(rate, dropped / n, 3 * Math.sqrt(rate * (1 - rate) / n));
  }

  @Test
  void everyPlaceOfARandomWordIsDroppedAtTheRate() {
    int rows = 4000;
    int[] dropped = new int[UNITS];
    for (int row = 0; row < rows; row++) {
      float[] mask = mask(0.5, 3, 1, row);
      for (int j = 0; j < UNITS; j++) {
        dropped[j] += mask[j] == 0 ? 1 : 0;
      }
    }
    for (int count : dropped) {
      assertEquals(0.5, (double) count / rows, 4 * Math.sqrt(0.25 / rows));
    }
  }

  @Test
  void theMaskDependsOnSeedLayerAndRowOnly() {
    float[] mask = mask(0.5, 1, 2, 3);
    Dropout used = new Dropout(0.5, UNITS);
    float[] again = new float[UNITS];
    used.fillMask(again, 9, 9, 9);
    used.fillMask(again, 1, 2, 3);
    assertArrayEquals(mask, again);
    assertFalse(Arrays.equals(mask, mask(0.5, 2, 2, 3)));
    assertFalse(Arrays.equals(mask, mask(0.5, 1, 3, 3)));
    assertFalse(Arrays.equals(mask, mask(0.5, 1, 2, 4)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.00001, 0.2, 0.5, 0.99999})
  void aUnitIsKeptIfItsSixteenBitsOfTheStreamReachTheRate(double rate) {
    SplitMix64 stream = new SplitMix64(SplitMix64.combine(9, (4L << 32) | 5));
    float[] mask = mask(rate, 9, 4, 5);
    long word = 0;
    for (int j = 0; j < UNITS; j++) {
      word = j % 4 == 0 ? stream.nextLong() : word >>> 16;
      assertEquals((word & 0xFFFF) >= Math.round(rate * 65536), mask[j] != 0);
    }
  }

  @Test
  void theInputsMaskIsThatOfNoLayer() {
    float[] input = mask(0.5, 1, Dropout.INPUT, 3);
    for (int layer = 0; layer < 10; layer++) {
      assertFalse(Arrays.equals(input, mask(0.5, 1, layer, 3)));
    }
    assertFalse(Arrays.equals(input, mask(0.5, 1, Dropout.INPUT, 4)));
  }

  @Test
  void aMaskMultipliesTheLengthOnly() {
    float[] row = {3, 3, 3};
    Dropout.multiply(row, new float[] {0, 2, 2}, 2);
    assertArrayEquals(new float[] {0, 6, 3}, row);
  }

  @Test
  void onlyTheLengthIsFilled() {
    float[] mask = {7, 7, 7, 7, 7, 7};
    new Dropout(0.5, 5).fillMask(mask, 1, 1, 1);
    assertEquals(7, mask[5]);
    assertTrue(mask[4] == 0 || mask[4] == 2);
  }

  @Test
  void aRateOfZeroIsOff() {
    assertFalse(new Dropout(0, UNITS).isOn());
    assertEquals(1, new Dropout(0, UNITS).keepScale());
    assertTrue(new Dropout(0.01, UNITS).isOn());
    assertEquals(2, new Dropout(0.5, UNITS).keepScale());
  }
}
