package io.sparkdeepfm.math;

import io.sparkdeepfm.math.Sgemm.Epilogue;
import io.sparkdeepfm.math.Sgemm.Form;

/**
 * Plain Java products: the reference that the fast kernel is tested against, and what runs where
 * the native library does not.
 */
final class PortableSgemm implements Sgemm.Kernel {
  @Override
  public String name() {
    return "portable Java";
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
      FloatMemory bias,
      FloatMemory c) {
    float[] left = read(a, m * k);
    float[] right = read(b, k * n);
    // Where nothing is added to it, C is not read: it may hold NaN.
    float[] result = epilogue.adds() ? read(c, m * n) : new float[m * n];
    switch (form) {
      case PLAIN -> addPlain(m, n, k, left, right, result);
      case TRANSPOSED_LEFT -> addTransposedLeft(m, n, k, left, right, result);
      case TRANSPOSED_RIGHT -> addTransposedRight(m, n, k, left, right, result);
    }
    if (epilogue.hasBias()) {
      addToRows(read(bias, n), result, m);
    }
    apply(epilogue, result);
    c.put(0, result, 0, m * n);
  }

  private static void addPlain(int m, int n, int k, float[] a, float[] b, float[] c) {
    for (int i = 0; i < m; i++) {
      for (int p = 0; p < k; p++) {
        addScaledRow(a[i * k + p], b, p * n, c, i * n, n);
      }
    }
  }

  private static void addTransposedLeft(int m, int n, int k, float[] a, float[] b, float[] c) {
    for (int p = 0; p < k; p++) {
      for (int i = 0; i < m; i++) {
        addScaledRow(a[p * m + i], b, p * n, c, i * n, n);
      }
    }
  }

  private static void addTransposedRight(int m, int n, int k, float[] a, float[] b, float[] c) {
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        float sum = 0;
        for (int p = 0; p < k; p++) {
          sum += a[i * k + p] * b[j * k + p];
        }
        c[i * n + j] += sum;
      }
    }
  }

  private static void addScaledRow(
      float scale, float[] source, int sourceOffset, float[] target, int targetOffset, int length) {
    for (int j = 0; j < length; j++) {
      target[targetOffset + j] += scale * source[sourceOffset + j];
    }
  }

  private static void addToRows(float[] bias, float[] c, int m) {
    for (int i = 0; i < m; i++) {
      addScaledRow(1f, bias, 0, c, i * bias.length, bias.length);
    }
  }

  /** Replaces each sum by what is stored of it. */
  static void apply(Epilogue epilogue, float[] c) {
    switch (epilogue) {
      case BIAS_RELU, ADD_RELU -> {
        for (int i = 0; i < c.length; i++) {
          c[i] = Math.max(0f, c[i]);
        }
      }
      case BIAS_TANH, ADD_TANH -> {
        for (int i = 0; i < c.length; i++) {
          c[i] = (float) Math.tanh(c[i]);
        }
      }
      case BIAS_SIGMOID, ADD_SIGMOID -> {
        for (int i = 0; i < c.length; i++) {
          c[i] = (float) (1 / (1 + Math.exp(-c[i])));
        }
      }
      case NONE, ADD, BIAS -> {}
    }
  }

  private static float[] read(FloatMemory memory, int length) {
    float[] values = new float[length];
    memory.get(0, values, 0, length);
    return values;
  }
}
