package io.sparkdeepfm.model;

import io.sparkdeepfm.math.FloatMemory;

/** A sum of rows of floats, of which four at a time are added for the price of two. */
final class RowSum {
  private static final int AT_ONCE = 4;

  private final float[] sum;
  private final float[][] waiting = new float[AT_ONCE][];
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
    waiting[numWaiting++] = row;
    if (numWaiting == AT_ONCE) {
      addFour(waiting[0], waiting[1], waiting[2], waiting[3], sum);
      numWaiting = 0;
    }
  }

  /** Adds x times a row. */
  void addScaled(float x, float[] row) {
    addScaled(x, row, sum);
  }

  /** The sum of all that was added, as long as nothing else is. */
  float[] values() {
    for (int i = 0; i < numWaiting; i++) {
      add(waiting[i], sum);
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

  private static void addFour(float[] a, float[] b, float[] c, float[] d, float[] target) {
    for (int j = 0; j < target.length; j++) {
      target[j] = target[j] + ((a[j] + b[j]) + (c[j] + d[j]));
    }
  }
}
