package io.sparkdeepfm.math;

import java.util.IdentityHashMap;

/**
 * Right factors of products that no longer change, as arrays row by row, which the just-in-time
 * compiler turns into vector instructions. All are added before the first product; after that any
 * number of threads may multiply by them.
 */
public final class FixedFactors {
  private final IdentityHashMap<FloatMemory, float[][]> rows = new IdentityHashMap<>();

  /** Copies a factor (k × n, row-major). */
  public void add(FloatMemory factor, int k, int n) {
    float[][] copy = new float[k][n];
    for (int p = 0; p < k; p++) {
      factor.get(p * n, copy[p], 0, n);
    }
    rows.put(factor, copy);
  }

  /** These and others, without a copy of their numbers. */
  public FixedFactors with(FixedFactors others) {
    FixedFactors both = new FixedFactors();
    both.rows.putAll(rows);
    both.rows.putAll(others.rows);
    return both;
  }

  /** The rows of a factor, or null if it was not added. */
  float[][] rows(FloatMemory factor) {
    return rows.get(factor);
  }
}
