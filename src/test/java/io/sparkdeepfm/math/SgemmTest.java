package io.sparkdeepfm.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kernel against sums in double, over odd sizes. */
class SgemmTest {
  private static final SgemmKernel[] KERNELS = {new OpenBlasSgemm(), new PortableSgemm()};

  @Test
  void theNativeLibraryIsUsedOnThisPlatform() {
    String name = Sgemm.kernelName();
    assertTrue(name.matches("OpenBLAS [0-9.]+ for \\w+"), name);
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "3,5,7", "17,1,33", "64,31,8", "33,65,129", "256,40,63"})
  void productsAgreeWithSumsInDouble(int m, int n, int k) {
    float[] a = random(m * k, 1);
    float[] b = random(k * n, 2);
    float[] c = random(m * n, 3);
    for (float beta : new float[] {0f, 1f}) {
      double[] expected = new double[m * n];
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          double sum = beta * c[i * n + j];
          for (int p = 0; p < k; p++) {
            sum += (double) a[i * k + p] * b[p * n + j];
          }
          expected[i * n + j] = sum;
        }
      }
      for (SgemmKernel kernel : KERNELS) {
        FloatMemory plain = memory(c);
        kernel.multiply(m, n, k, memory(a), memory(b), beta, plain);
        assertClose(expected, plain, k, kernel);
        FloatMemory right = memory(c);
        kernel.multiplyTransposedRight(m, n, k, memory(a), memory(transpose(b, k, n)), beta, right);
        assertClose(expected, right, k, kernel);
        FloatMemory left = memory(c);
        kernel.multiplyTransposedLeft(m, n, k, memory(transpose(a, m, k)), memory(b), beta, left);
        assertClose(expected, left, k, kernel);
      }
    }
  }

  @Test
  void aResultThatIsOverwrittenMayHoldNaN() {
    for (SgemmKernel kernel : KERNELS) {
      FloatMemory c = memory(new float[] {Float.NaN});
      kernel.multiply(1, 1, 1, memory(new float[] {2}), memory(new float[] {3}), 0f, c);
      assertEquals(6f, read(c)[0]);
    }
  }

  @Test
  void aMatrixThatIsTooSmallIsAnErrorWithTheSizes() {
    FloatMemory six = FloatMemory.allocate(6);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> Sgemm.multiply(2, 3, 4, six, six, 0f, six));
    assertTrue(e.getMessage().contains("2 × 4 by 4 × 3"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1023, 1024, 1025, 5000})
  void memoryBeginsAtZeroKeepsWhatIsPutAndIsClearedInParts(int length) {
    FloatMemory memory = FloatMemory.allocate(length);
    assertArrayEquals(new float[length], read(memory));
    float[] values = random(length, 9);
    memory.put(0, values, 0, length);
    assertArrayEquals(values, read(memory));
    memory.clear(length / 2, length - length / 2);
    for (int i = length / 2; i < length; i++) {
      values[i] = 0;
    }
    assertArrayEquals(values, read(memory));
  }

  private static FloatMemory memory(float[] values) {
    FloatMemory memory = FloatMemory.allocate(values.length);
    memory.put(0, values, 0, values.length);
    return memory;
  }

  private static float[] read(FloatMemory memory) {
    float[] values = new float[memory.length()];
    memory.get(0, values, 0, values.length);
    return values;
  }

  private static float[] random(int length, long seed) {
    Random random = new Random(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static float[] transpose(float[] values, int rows, int columns) {
    float[] result = new float[values.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        result[j * rows + i] = values[i * columns + j];
      }
    }
    return result;
  }

  private static void assertClose(
      double[] expected, FloatMemory actual, int k, SgemmKernel kernel) {
    float[] values = read(actual);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], values[i], 1e-6 * (k + 8), kernel.name());
    }
  }
}
