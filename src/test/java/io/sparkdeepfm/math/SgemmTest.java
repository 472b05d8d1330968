package io.sparkdeepfm.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.math.Sgemm.Epilogue;
import io.sparkdeepfm.math.Sgemm.Form;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kernel against sums in double, over odd sizes. */
class SgemmTest {
  private static final Sgemm.Kernel[] KERNELS = {new OneDnnSgemm(), new PortableSgemm()};

  @Test
  void theNativeLibraryIsUsedOnThisPlatform() {
    assertTrue(Sgemm.kernelName().startsWith("oneDNN 3."), Sgemm.kernelName());
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "3,5,7", "17,1,33", "64,31,8", "33,65,129", "256,40,63"})
  void productsAgreeWithSumsInDouble(int m, int n, int k) {
    for (Sgemm.Kernel kernel : KERNELS) {
      for (boolean adds : new boolean[] {false, true}) {
        new Operands(m, n, k, adds).check(kernel, 1e-6 * (k + 8));
      }
    }
  }

  @Test
  void sizesWhoseProductsOverflowAnIntAreRefused() {
    Sgemm products = new Sgemm();
    FloatMemory small = FloatMemory.allocate(4);
    int large = 1 << 16;
    for (int[] mnk : new int[][] {{large, 1, large}, {1, large, large}, {large, large, 1}}) {
      Exception error =
          assertThrows(
              IllegalArgumentException.class,
              () -> products.multiply(mnk[0], mnk[1], mnk[2], small, small, small));
      assertTrue(error.getMessage().contains("does not fit matrices of 4, 4 and 4"));
    }
  }

  @Test
  void memoryBeyondTwoGibibytesIsRefused() {
    for (long length : new long[] {-1, 1L << 29, 1L << 32, Long.MAX_VALUE}) {
      Exception error =
          assertThrows(IllegalArgumentException.class, () -> FloatMemory.allocate(length));
      assertEquals(
          "A matrix of "
              + length
              + " numbers was asked for, but 2 GiB is the limit; use a smaller batchSize or"
              + " hiddenUnits.",
          error.getMessage());
    }
  }

  /** Two matrices, what their product is added to, and the result. */
  private static final class Operands {
    private final int m;
    private final int n;
    private final int k;
    private final boolean adds;
    private final float[] a;
    private final float[] b;
    private final float[] c;
    private final double[] expected;

    Operands(int m, int n, int k, boolean adds) {
      this.m = m;
      this.n = n;
      this.k = k;
      this.adds = adds;
      a = random(m * k, 1);
      b = random(k * n, 2);
      c = random(m * n, 3);
      expected = new double[m * n];
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          double sum = adds ? c[i * n + j] : 0;
          for (int p = 0; p < k; p++) {
            sum += (double) a[i * k + p] * b[p * n + j];
          }
          expected[i * n + j] = sum;
        }
      }
    }

    void check(Sgemm.Kernel kernel, double tolerance) {
      float[] right = transpose(b, k, n);
      float[] left = transpose(a, m, k);
      check(kernel, Form.PLAIN, a, b, tolerance);
      check(kernel, Form.TRANSPOSED_RIGHT, a, right, tolerance);
      check(kernel, Form.TRANSPOSED_LEFT, left, b, tolerance);
    }

    private void check(
        Sgemm.Kernel kernel, Form form, float[] first, float[] second, double tolerance) {
      FloatMemory result = memory(c);
      kernel.multiply(
          form,
          m,
          n,
          k,
          memory(first),
          memory(second),
          adds ? Epilogue.ADD : Epilogue.NONE,
          null,
          result);
      float[] values = read(result);
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], values[i], tolerance, kernel.name() + " " + form);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Epilogue.class)
  void theBiasIsAddedAndTheFunctionAppliedBeforeTheProductIsStored(Epilogue epilogue) {
    Operands operands = new Operands(33, 65, 129, epilogue.adds());
    float[] bias = random(65, 4);
    for (Sgemm.Kernel kernel : KERNELS) {
      FloatMemory c = memory(operands.c);
      kernel.multiply(
          Form.PLAIN,
          33,
          65,
          129,
          memory(operands.a),
          memory(operands.b),
          epilogue,
          epilogue.hasBias() ? memory(bias) : null,
          c);
      float[] values = read(c);
      for (int i = 0; i < values.length; i++) {
        double z = operands.expected[i] + (epilogue.hasBias() ? bias[i % 65] : 0);
        double expected =
            switch (epilogue) {
              case NONE, ADD, BIAS -> z;
              case BIAS_RELU, ADD_RELU -> Math.max(0, z);
              case BIAS_TANH, ADD_TANH -> Math.tanh(z);
              case BIAS_SIGMOID, ADD_SIGMOID -> 1 / (1 + Math.exp(-z));
            };
        assertEquals(expected, values[i], 2e-4, kernel.name());
      }
    }
  }

  @Test
  void aBiasOfAnotherLengthIsAnErrorThatNamesBoth() {
    FloatMemory six = FloatMemory.allocate(6);
    Sgemm products = new Sgemm();
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> products.multiply(2, 3, 2, six, six, six, Epilogue.BIAS, six));
    assertTrue(e.getMessage().contains("bias of 6 floats"), e.getMessage());
  }

  @Test
  void aResultThatIsOverwrittenMayHoldNaN() {
    for (Sgemm.Kernel kernel : KERNELS) {
      FloatMemory c = memory(new float[] {Float.NaN});
      FloatMemory two = memory(new float[] {2});
      kernel.multiply(Form.PLAIN, 1, 1, 1, two, memory(new float[] {3}), Epilogue.NONE, null, c);
      assertEquals(6f, read(c)[0]);
    }
  }

  @Test
  void manyShapesInTurnGiveRightProducts() {
    Sgemm.Kernel kernel = new OneDnnSgemm(); // which keeps the last 128
    for (int round = 0; round < 2; round++) {
      for (int m = 1; m <= 200; m++) {
        new Operands(m, 3, 2, false).check(kernel, 1e-5);
      }
    }
  }

  @Test
  void aMatrixThatIsTooSmallIsAnErrorWithTheSizes() {
    FloatMemory six = FloatMemory.allocate(6);
    Sgemm products = new Sgemm();
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> products.multiply(2, 3, 4, six, six, six));
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
}
