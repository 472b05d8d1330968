package io.sparkdeepfm.math;

import io.sparkdeepfm.math.Sgemm.Epilogue;
import io.sparkdeepfm.math.Sgemm.Form;
import java.util.Arrays;

/**
 * Products of few rows by {@link FixedFactors} in plain Java, without allocation: each row of A
 * adds up the rows of B that its elements other than 0 stand for, four at a time.
 *
 * <p>Sums run in the order of {@link PortableSgemm}, whose bits these products have; 0 · B is left
 * out, so B must be finite. Loops have one index over whole arrays, because the just-in-time
 * compiler turns only such loops into vector instructions (docs/decisions.md). Of rectified
 * activations half are 0, and then half of B is not read.
 */
final class RowSgemm implements Sgemm.Kernel {
  private final FixedFactors factors;
  private final PortableSgemm others = new PortableSgemm(); // for factors that were not added
  private float[] left = new float[0];
  private float[] secondLeft = new float[0];
  private float[] bias = new float[0];
  private int[] nonZero = new int[0];
  private float[][] sums = {}; // by width: a loop to the end of an array needs no check of its end
  private float[][] secondSums = {};

  RowSgemm(FixedFactors factors) {
    this.factors = factors;
  }

  @Override
  public String name() {
    return "rows in Java";
  }

  @Override
  public void multiply(
      Form form,
      int m,
      int n,
      int k,
      FloatMemory a,
      FloatMemory b,
      Epilogue epilogue,
      FloatMemory biasMemory,
      FloatMemory c) {
    float[][] rows = form == Form.PLAIN && !epilogue.adds() ? factors.rows(b) : null;
    if (rows == null) {
      others.multiply(form, m, n, k, a, b, epilogue, biasMemory, c);
      return;
    }
    makeRoom(n, k);
    if (epilogue.hasBias()) {
      biasMemory.get(0, bias, 0, n);
    }
    float[] y = sums[n];
    float[] z = secondSums[n];
    int i = 0;
    for (; i + 1 < m; i += 2) {
      a.get(i * k, left, 0, k);
      a.get((i + 1) * k, secondLeft, 0, k);
      Arrays.fill(y, 0f);
      Arrays.fill(z, 0f);
      addTwoRows(k, rows, y, z);
      finish(epilogue, y, i * n, c);
      finish(epilogue, z, (i + 1) * n, c);
    }
    if (i < m) {
      a.get(i * k, left, 0, k);
      Arrays.fill(y, 0f);
      addRow(k, rows, y);
      finish(epilogue, y, i * n, c);
    }
  }

  private void makeRoom(int n, int k) {
    if (left.length < k) {
      left = new float[k];
      secondLeft = new float[k];
      nonZero = new int[k];
    }
    if (bias.length < n) {
      bias = new float[n];
    }
    if (sums.length <= n) {
      sums = Arrays.copyOf(sums, n + 1);
      secondSums = Arrays.copyOf(secondSums, n + 1);
    }
    if (sums[n] == null) {
      sums[n] = new float[n];
      secondSums[n] = new float[n];
    }
  }

  private void finish(Epilogue epilogue, float[] y, int place, FloatMemory c) {
    if (epilogue.hasBias()) {
      for (int j = 0; j < y.length; j++) {
        y[j] += bias[j];
      }
      PortableSgemm.apply(epilogue, y);
    }
    c.put(place, y, 0, y.length);
  }

  private void addRow(int k, float[][] b, float[] y) {
    float[] x = left;
    int[] at = nonZero;
    int count = 0;
    for (int p = 0; p < k; p++) { // without a branch, which would be mispredicted half the time
      at[count] = p;
      count += x[p] != 0 ? 1 : 0;
    }
    int i = 0;
    for (; i + 3 < count; i += 4) {
      int p = at[i];
      int q = at[i + 1];
      int r = at[i + 2];
      int s = at[i + 3];
      addFour(x[p], x[q], x[r], x[s], b[p], b[q], b[r], b[s], y);
    }
    for (; i < count; i++) {
      addOne(x[at[i]], b[at[i]], y);
    }
  }

  private static void addFour(
      float x0,
      float x1,
      float x2,
      float x3,
      float[] b0,
      float[] b1,
      float[] b2,
      float[] b3,
      float[] y) {
    for (int j = 0; j < y.length; j++) {
      y[j] = y[j] + x0 * b0[j] + x1 * b1[j] + x2 * b2[j] + x3 * b3[j];
    }
  }

  private static void addOne(float x, float[] b, float[] y) {
    for (int j = 0; j < y.length; j++) {
      y[j] += x * b[j];
    }
  }

  /** Two rows of A at a time read B half as often. */
  private void addTwoRows(int k, float[][] b, float[] y, float[] z) {
    float[] u = left;
    float[] v = secondLeft;
    int[] at = nonZero;
    int count = 0;
    for (int p = 0; p < k; p++) {
      at[count] = p;
      count += u[p] != 0 || v[p] != 0 ? 1 : 0;
    }
    int i = 0;
    for (; i + 1 < count; i += 2) {
      int p = at[i];
      int q = at[i + 1];
      addTwo(u[p], u[q], v[p], v[q], b[p], b[q], y, z);
    }
    if (i < count) {
      addOne(u[at[i]], b[at[i]], y);
      addOne(v[at[i]], b[at[i]], z);
    }
  }

  private static void addTwo(
      float u0, float u1, float v0, float v1, float[] b0, float[] b1, float[] y, float[] z) {
    for (int j = 0; j < y.length; j++) {
      y[j] = y[j] + u0 * b0[j] + u1 * b1[j];
      z[j] = z[j] + v0 * b0[j] + v1 * b1[j];
    }
  }
}
