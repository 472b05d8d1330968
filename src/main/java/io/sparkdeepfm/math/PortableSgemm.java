package io.sparkdeepfm.math;

/**
 * Plain Java products: the reference that the fast kernel is tested against, and what runs where
 * the native library does not.
 */
final class PortableSgemm implements SgemmKernel {
  @Override
  public String name() {
    return "portable Java";
  }

  @Override
  public void multiply(
      int m, int n, int k, FloatMemory a, FloatMemory b, float beta, FloatMemory c) {
    float[] left = read(a, m * k);
    float[] right = read(b, k * n);
    float[] result = begin(c, m * n, beta);
    for (int i = 0; i < m; i++) {
      for (int p = 0; p < k; p++) {
        addScaledRow(left[i * k + p], right, p * n, result, i * n, n);
      }
    }
    c.put(0, result, 0, m * n);
  }

  @Override
  public void multiplyTransposedRight(
      int m, int n, int k, FloatMemory a, FloatMemory b, float beta, FloatMemory c) {
    float[] left = read(a, m * k);
    float[] right = read(b, n * k);
    float[] result = begin(c, m * n, beta);
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        float sum = 0;
        for (int p = 0; p < k; p++) {
          sum += left[i * k + p] * right[j * k + p];
        }
        result[i * n + j] += sum;
      }
    }
    c.put(0, result, 0, m * n);
  }

  @Override
  public void multiplyTransposedLeft(
      int m, int n, int k, FloatMemory a, FloatMemory b, float beta, FloatMemory c) {
    float[] left = read(a, k * m);
    float[] right = read(b, k * n);
    float[] result = begin(c, m * n, beta);
    for (int p = 0; p < k; p++) {
      for (int i = 0; i < m; i++) {
        addScaledRow(left[p * m + i], right, p * n, result, i * n, n);
      }
    }
    c.put(0, result, 0, m * n);
  }

  private static void addScaledRow(
      float scale, float[] source, int sourceOffset, float[] target, int targetOffset, int length) {
    for (int j = 0; j < length; j++) {
      target[targetOffset + j] += scale * source[sourceOffset + j];
    }
  }

  private static float[] read(FloatMemory memory, int length) {
    float[] values = new float[length];
    memory.get(0, values, 0, length);
    return values;
  }

  /** beta·C, where beta = 0 means that C is not read (it may hold NaN). */
  private static float[] begin(FloatMemory c, int length, float beta) {
    if (beta == 0) {
      return new float[length];
    }
    float[] values = read(c, length);
    for (int i = 0; i < length; i++) {
      values[i] *= beta;
    }
    return values;
  }
}
