package io.sparkdeepfm.math;

import io.sparkdeepfm.math.Sgemm.Epilogue;
import io.sparkdeepfm.math.Sgemm.Form;

/**
 * Whether a kernel multiplies rightly on a processor that no test of ours runs on: small products
 * of it against those of plain Java. oneDNN 3.11 on ARM with vectors of 512 bits gets products of
 * one column wrong; what it loads and how it names itself do not tell.
 */
final class KernelCheck {
  /** m, n and k: a single number, odd sizes, one column as of the output layer, several blocks. */
  private static final int[][] SHAPES = {
    {1, 1, 1}, {3, 5, 7}, {17, 1, 33}, {64, 31, 8}, {33, 65, 129}
  };

  private KernelCheck() {}

  /** What a kernel gets wrong, or null. */
  static String mistake(Sgemm.Kernel kernel) {
    Sgemm.Kernel reference = new PortableSgemm();
    for (int[] shape : SHAPES) {
      for (Form form : Form.values()) {
        for (Epilogue epilogue : new Epilogue[] {Epilogue.NONE, Epilogue.ADD, Epilogue.BIAS_RELU}) {
          float[] expected = product(reference, form, shape, epilogue);
          float[] actual = product(kernel, form, shape, epilogue);
          if (!agree(expected, actual, 1e-5f * (shape[2] + 8))) {
            return String.format(
                "a product %s %s of %d × %d by %d × %d is wrong here",
                form, epilogue, shape[0], shape[2], shape[2], shape[1]);
          }
        }
      }
    }
    return null;
  }

  private static float[] product(Sgemm.Kernel kernel, Form form, int[] shape, Epilogue epilogue) {
    int m = shape[0];
    int n = shape[1];
    int k = shape[2];
    FloatMemory result = numbers(m * n, 3);
    FloatMemory bias = epilogue.hasBias() ? numbers(n, 4) : null;
    kernel.multiply(form, m, n, k, numbers(m * k, 1), numbers(k * n, 2), epilogue, bias, result);
    float[] values = new float[m * n];
    result.get(0, values, 0, values.length);
    return values;
  }

  /** Numbers from −1 to 1 without a pattern that a product of other places would have, too. */
  private static FloatMemory numbers(int length, int salt) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) Math.sin(1.0 + i * (double) i + 7.0 * salt);
    }
    FloatMemory memory = FloatMemory.allocate(length);
    memory.put(0, values, 0, length);
    return memory;
  }

  private static boolean agree(float[] expected, float[] actual, float tolerance) {
    for (int i = 0; i < expected.length; i++) {
      if (!(Math.abs(expected[i] - actual[i]) <= tolerance)) { // NaN is no agreement
        return false;
      }
    }
    return true;
  }
}
