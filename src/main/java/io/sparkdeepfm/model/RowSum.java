package io.sparkdeepfm.model;

import io.sparkdeepfm.math.FloatMemory;

/** A sum of multiples of rows of floats, of which four at a time are added for the price of two. */
final class RowSum {
  private static final int AT_ONCE = 4;

  private final float[] sum;
  private final float[][] waiting = new float[AT_ONCE][];
  private final float[] factors = new float[AT_ONCE]; // of these
  private int numWaiting;

  RowSum(int length) {
    sum = new float[length];
  }

  /** Begins anew with {@code first}, which stays as it is. */
  void begin(float[] first) {
    System.arraycopy(first, 0, sum, 0, sum.length);
    numWaiting = 0;
  }

  /** Adds a row, which must not change until the sum is read. */
  void add(float[] row) {
    addScaled(1f, row);
  }

  /** Adds x times a row, which must not change until the sum is read. */
  void addScaled(float x, float[] row) {
    factors[numWaiting] = x;
    waiting[numWaiting++] = row;
    if (numWaiting == AT_ONCE) {
      addFour();
      numWaiting = 0;
    }
  }

  /** The sum of all that was added, as long as nothing else is. */
  float[] values() {
    for (int i = 0; i < numWaiting; i++) {
      addScaled(factors[i], waiting[i], sum);
    }
    numWaiting = 0;
    return sum;
  }

  /** Copies the sum to {@code index} of {@code target}. */
  void put(FloatMemory target, int index) {
    target.put(index, values(), 0, sum.length);
  }

  static void add(float[] source, float[] target) {
    for (int j = 0; j < target.length; j++) {
      target[j] += source[j];
    }
  }

  static void addScaled(float x, float[] source, float[] target) {
    for (int j = 0; j < target.length; j++) {
      target[j] += x * source[j];
    }
  }

  private void addFour() {
    addFour(
        factors[0],
        waiting[0],
        factors[1],
        waiting[1],
        factors[2],
        waiting[2],
        factors[3],
        waiting[3],
        sum);
  }

  /** All in locals, or the compiler would read the arrays anew at each place. */
  private static void addFour(
      float w, float[] a, float x, float[] b, float y, float[] c, float z, float[] d, float[] sum) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] = sum[j] + ((w * a[j] + x * b[j]) + (y * c[j] + z * d[j]));
    }
  }
}
