package io.sparkdeepfm.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.sparkdeepfm.math.Sgemm.Epilogue;
import io.sparkdeepfm.math.Sgemm.Form;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products of rows against those of the portable kernel, which stands for the definition. */
class RowSgemmTest {
  private final Random random = new Random(17);

  private FloatMemory matrix(int rows, int columns, double zeros) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextDouble() < zeros ? 0f : (float) random.nextGaussian();
    }
    FloatMemory memory = FloatMemory.allocate(values.length);
    memory.put(0, values, 0, values.length);
    return memory;
  }

  private static float[] read(FloatMemory memory) {
    float[] values = new float[memory.length()];
    memory.get(0, values, 0, values.length);
    return values;
  }

  @ParameterizedTest
  @CsvSource({
    "1,1,1,NONE",
    "1,1,7,BIAS",
    "1,5,4,BIAS_RELU",
    "1,33,9,BIAS_TANH",
    "1,400,624,BIAS_RELU",
    "2,16,3,BIAS",
    "3,17,5,BIAS_SIGMOID",
    "5,64,31,NONE",
    "8,400,400,BIAS_RELU"
  })
  void bitsAreThoseOfThePortableKernel(int m, int n, int k, Epilogue epilogue) {
    for (double zeros : new double[] {0, 0.5, 0.95, 1}) {
      FloatMemory a = matrix(m, k, zeros);
      FloatMemory b = matrix(k, n, 0);
      FloatMemory bias = epilogue.hasBias() ? matrix(1, n, 0.1) : null;
      FixedFactors factors = new FixedFactors();
      factors.add(b, k, n);
      FloatMemory expected = matrix(m, n, 0);
      FloatMemory actual = matrix(m, n, 0);
      new PortableSgemm().multiply(Form.PLAIN, m, n, k, a, b, epilogue, bias, expected);
      RowSgemm rows = new RowSgemm(factors);
      rows.multiply(Form.PLAIN, m, n, k, a, b, epilogue, bias, actual);
      assertArrayEquals(read(expected), read(actual), 0f, "zeros " + zeros);
      rows.multiply(Form.PLAIN, m, n, k, a, b, epilogue, bias, actual);
      assertArrayEquals(read(expected), read(actual), 0f, "once more");
    }
  }
}
