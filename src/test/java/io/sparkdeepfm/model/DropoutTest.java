package io.sparkdeepfm.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutTest {
  private static final int UNITS = 101; // not a multiple of the four units of a random word

  private static float[] mask(double rate, long seed, int layer, int row) {
    float[] mask = new float[UNITS];
    new Dropout(rate).fillMask(mask, UNITS, seed, layer, row);
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
    Dropout used = new Dropout(0.5);
    float[] again = new float[UNITS];
    used.fillMask(again, UNITS, 9, 9, 9);
    used.fillMask(again, UNITS, 1, 2, 3);
    assertArrayEquals(mask, again);
    assertFalse(Arrays.equals(mask, mask(0.5, 2, 2, 3)));
    assertFalse(Arrays.equals(mask, mask(0.5, 1, 3, 3)));
    assertFalse(Arrays.equals(mask, mask(0.5, 1, 2, 4)));
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
    new Dropout(0.5).fillMask(mask, 5, 1, 1, 1);
    assertEquals(7, mask[5]);
    assertTrue(mask[4] == 0 || mask[4] == 2);
  }

  @Test
  void aRateOfZeroIsOff() {
    assertFalse(new Dropout(0).isOn());
    assertEquals(1, new Dropout(0).keepScale());
    assertTrue(new Dropout(0.01).isOn());
    assertEquals(2, new Dropout(0.5).keepScale());
  }
}
