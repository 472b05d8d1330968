package io.sparkdeepfm.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparkdeepfm.math.PackedMatrix.Use;
import io.sparkdeepfm.math.Sgemm.Epilogue;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Products of rounded factors against sums of the same factors in double, over odd sizes. */
class Bfloat16GemmTest {
  /** Half of the distance between neighbours, as a share of a number. */
  private static final double ROUNDING = Math.pow(2, -8);

  private static final int TYPICAL_ROWS = 64;

  @BeforeAll
  static void onlyWhereTheProcessorMultipliesThem() {
    assumeTrue(Sgemm.multipliesBfloat16());
  }

  @ParameterizedTest
  @CsvSource({
    "1,1,1",
    "3,5,7",
    "17,1,33",
    "64,31,8",
    "33,65,129",
    "64,40,63",
    "256,40,63",
    "50,1,40",
    "7,40,1",
    "1,400,624"
  })
  void productsAgreeWithSumsInDouble(int m, int n, int k) {
    new Operands(m, n, k).checkAll();
  }

  /** A (m × k), B (k × n), G (m × n), in 16 bits, and the weights that B was rounded from. */
  private static final class Operands {
    private final Bfloat16Gemm products = new Bfloat16Gemm(TYPICAL_ROWS);
    private final int m;
    private final int n;
    private final int k;
    private final Bfloat16Memory a;
    private final Bfloat16Memory b;
    private final Bfloat16Memory g;
    private final FloatMemory bias;
    private final PackedMatrix packed;
    private final PackedMatrix packedTransposed;

    Operands(int m, int n, int k) {
      this.m = m;
      this.n = n;
      this.k = k;
      a = rounded(random(m * k, 1));
      FloatMemory weights = random(k * n, 2);
      b = rounded(weights);
      g = rounded(random(m * n, 3));
      bias = random(n, 4);
      packed = new PackedMatrix(k, n, Use.PLAIN);
      products.pack(k, weights, packed);
      packedTransposed = new PackedMatrix(k, n, Use.TRANSPOSED);
      products.pack(k, weights, packedTransposed);
    }

    private interface Sum {
      double at(int row, int column);
    }

    private void checkAll() {
      Sum forward = (i, j) -> sum(k, p -> a.get(i * k + p) * b.get(p * n + j));
      Sum transposed = (i, p) -> sum(n, j -> g.get(i * n + j) * b.get(p * n + j));
      FloatMemory floats = FloatMemory.allocate((long) m * n);
      products.multiply(m, a, packed, floats);
      check(m, n, forward, floats, k);
      Bfloat16Memory halves = Bfloat16Memory.allocate((long) m * n);
      products.multiply(m, a, packed, bias, Epilogue.BIAS, halves);
      check(m, n, (i, j) -> forward.at(i, j) + read(bias)[j], halves);
      FloatMemory floatGradient = FloatMemory.allocate((long) m * k);
      products.multiplyTransposed(m, g, packedTransposed, floatGradient);
      check(m, k, transposed, floatGradient, n);
      Bfloat16Memory halfGradient = Bfloat16Memory.allocate((long) m * k);
      products.multiplyTransposed(m, g, packedTransposed, halfGradient);
      check(m, k, transposed, halfGradient);
      FloatMemory total = random(k * n, 5);
      float[] before = read(total);
      products.addTransposedLeft(k, n, m, a, g, total);
      Sum weightGradient = (p, j) -> sum(m, i -> a.get(i * k + p) * g.get(i * n + j));
      check(k, n, (p, j) -> before[p * n + j] + weightGradient.at(p, j), total, m);
    }

    private interface Term {
      double at(int index);
    }

    private static double sum(int length, Term term) {
      double sum = 0;
      for (int i = 0; i < length; i++) {
        sum += term.at(i);
      }
      return sum;
    }

    private static void check(int rows, int columns, Sum expected, FloatMemory c, int terms) {
      float[] values = read(c);
      for (int i = 0; i < rows * columns; i++) {
        double sum = expected.at(i / columns, i % columns);
        assertEquals(sum, values[i], 1e-6 * (terms + 8), i + " of " + rows + " × " + columns);
      }
    }

    private static void check(int rows, int columns, Sum expected, Bfloat16Memory c) {
      for (int i = 0; i < rows * columns; i++) {
        double sum = expected.at(i / columns, i % columns);
        double tolerance = ROUNDING * Math.abs(sum) + 1e-4; // of 32-bit sums that cancel
        assertEquals(sum, c.get(i), tolerance, i + " of " + rows + " × " + columns);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Epilogue.class,
      names = {"BIAS", "BIAS_RELU", "BIAS_TANH", "BIAS_SIGMOID"})
  void aMatrixIsAddedBeforeTheFunctionIsApplied(Epilogue epilogue) {
    int m = 33;
    int n = 65;
    Operands operands = new Operands(m, n, 20);
    Bfloat16Memory expected = Bfloat16Memory.allocate((long) m * n);
    operands.products.multiply(m, operands.a, operands.packed, operands.bias, epilogue, expected);
    FloatMemory biases = FloatMemory.allocate((long) m * n);
    for (int i = 0; i < m; i++) {
      biases.put(i * n, operands.bias, 0, n);
    }
    Bfloat16Memory output = Bfloat16Memory.allocate((long) m * n);
    operands.products.multiplyOnto(m, operands.a, operands.packed, biases, epilogue, output);
    FloatMemory wide = FloatMemory.allocate((long) m * n);
    operands.products.widen(m * n, output, wide);
    float[] floats = read(wide);
    for (int i = 0; i < m * n; i++) {
      assertEquals(expected.get(i), output.get(i), ROUNDING * Math.abs(expected.get(i)) + 1e-6);
      assertEquals(output.get(i), floats[i]);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Epilogue.class,
      names = {"BIAS_RELU", "BIAS_TANH", "BIAS_SIGMOID"})
  void theFunctionIsAppliedAndItsDerivativeTakenFromItsOutput(Epilogue epilogue) {
    Operands operands = new Operands(33, 65, 20);
    int length = 33 * 65;
    Bfloat16Memory z = Bfloat16Memory.allocate(length);
    operands.products.multiply(33, operands.a, operands.packed, operands.bias, Epilogue.BIAS, z);
    Bfloat16Memory output = Bfloat16Memory.allocate(length);
    operands.products.multiply(33, operands.a, operands.packed, operands.bias, epilogue, output);
    Bfloat16Memory gradient = rounded(read(operands.g, length));
    operands.products.multiplyDerivative(length, epilogue, output, gradient);
    for (int i = 0; i < length; i++) {
      double y = value(epilogue, z.get(i));
      // z is off by its rounding, which the functions do not stretch
      assertEquals(y, output.get(i), 2 * ROUNDING * Math.max(Math.abs(z.get(i)), 1), "output " + i);
      double g = operands.g.get(i) * derivative(epilogue, output.get(i));
      assertEquals(g, gradient.get(i), ROUNDING * Math.abs(g) + 1e-6, "gradient " + i);
    }
  }

  private static double value(Epilogue epilogue, double z) {
    return switch (epilogue) {
      case BIAS_RELU -> Math.max(0, z);
      case BIAS_TANH -> Math.tanh(z);
      default -> 1 / (1 + Math.exp(-z));
    };
  }

  private static double derivative(Epilogue epilogue, double y) {
    return switch (epilogue) {
      case BIAS_RELU -> y > 0 ? 1 : 0;
      case BIAS_TANH -> 1 - y * y;
      default -> y * (1 - y);
    };
  }

  @Test
  void anotherPackingReplacesTheFirst() {
    Operands operands = new Operands(5, 3, 4);
    FloatMemory zeros = FloatMemory.allocate(12);
    operands.products.pack(4, zeros, operands.packed);
    FloatMemory c = random(15, 8);
    operands.products.multiply(5, operands.a, operands.packed, c);
    for (float value : read(c)) {
      assertEquals(0f, value);
    }
  }

  @Test
  void matricesOfFewerAndMoreRowsArePackedInTurn() {
    int n = 33;
    int most = 70;
    Bfloat16Gemm products = new Bfloat16Gemm(TYPICAL_ROWS);
    PackedMatrix packed = new PackedMatrix(most, n, Use.PLAIN);
    PackedMatrix transposed = new PackedMatrix(most, n, Use.TRANSPOSED);
    for (int k : new int[] {16, 70, 1, 35, 16}) {
      Operands fresh = new Operands(9, n, k);
      FloatMemory weights = random(most * n, 2); // those of Operands, and more
      products.pack(k, weights, packed);
      products.pack(k, weights, transposed);
      FloatMemory expected = FloatMemory.allocate(9L * n);
      FloatMemory actual = FloatMemory.allocate(9L * n);
      fresh.products.multiply(9, fresh.a, fresh.packed, expected);
      products.multiply(9, fresh.a, packed, actual);
      assertArrayEquals(read(expected), read(actual));
      FloatMemory expectedGradient = FloatMemory.allocate(9L * k);
      FloatMemory actualGradient = FloatMemory.allocate(9L * k);
      fresh.products.multiplyTransposed(9, fresh.g, fresh.packedTransposed, expectedGradient);
      products.multiplyTransposed(9, fresh.g, transposed, actualGradient);
      assertArrayEquals(read(expectedGradient), read(actualGradient));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Epilogue.class,
      names = {"BIAS", "BIAS_RELU", "BIAS_TANH", "BIAS_SIGMOID"})
  void whatStaysInFloatsIsRoundedByNobody(Epilogue epilogue) {
    int m = 33;
    int n = 65;
    int k = 20;
    Operands operands = new Operands(m, n, k);
    FloatMemory biased = FloatMemory.allocate((long) m * n);
    operands.products.multiply(m, operands.a, operands.packed, operands.bias, epilogue, biased);
    FloatMemory onto = FloatMemory.allocate((long) m * n);
    for (int i = 0; i < m; i++) {
      onto.put(i * n, operands.bias, 0, n);
    }
    operands.products.multiplyOnto(m, operands.a, operands.packed, epilogue, onto);
    float[] bias = read(operands.bias);
    Operands.check(
        m,
        n,
        (i, j) -> {
          double z =
              bias[j] + Operands.sum(k, p -> operands.a.get(i * k + p) * operands.b.get(p * n + j));
          return epilogue == Epilogue.BIAS ? z : value(epilogue, z);
        },
        biased,
        k + 20); // oneDNN's tanh is off by 2e-5
    assertArrayEquals(read(biased), read(onto), 1e-5f);
  }

  @Test
  void moreShapesThanAreKeptGiveRightProducts() {
    Bfloat16Gemm products = new Bfloat16Gemm(TYPICAL_ROWS); // which keeps the last 96
    PackedMatrix one = new PackedMatrix(1, 1, Use.PLAIN);
    products.pack(1, rounding(3f), one);
    Bfloat16Memory a = rounded(random(200, 1));
    for (int round = 0; round < 2; round++) {
      for (int m = 1; m <= 200; m++) {
        FloatMemory c = FloatMemory.allocate(m);
        products.multiply(m, a, one, c);
        assertEquals(3f * a.get(m - 1), read(c)[m - 1], 1e-5);
      }
    }
  }

  @Test
  void roundingTakesTheNearestAndOfTwoTheEvenOne() {
    float[] values = {1f, 1f + 3f / 256, 1f + 1f / 256, 1f + 3f / 512, -1e30f, 0f};
    float[] expected = {1f, 1f + 4f / 256, 1f, 1f + 2f / 256, 0, 0f};
    FloatMemory source = FloatMemory.allocate(values.length);
    source.put(0, values, 0, values.length);
    Bfloat16Memory native16 = Bfloat16Memory.allocate(values.length);
    new Bfloat16Gemm(1).round(values.length, source, native16);
    for (int i = 0; i < values.length; i++) {
      Bfloat16Memory java16 = Bfloat16Memory.allocate(1);
      java16.put(0, values[i]);
      assertEquals(java16.get(0), native16.get(i));
      double tolerance = expected[i] == 0 ? Math.abs(values[i]) * ROUNDING : 0;
      assertEquals(expected[i] == 0 ? values[i] : expected[i], native16.get(i), tolerance);
    }
  }

  @Test
  void aMatrixThatIsTooSmallIsAnErrorWithTheSizes() {
    Operands operands = new Operands(2, 3, 4);
    FloatMemory five = FloatMemory.allocate(5);
    refuses("5 numbers", () -> operands.products.multiply(2, operands.a, operands.packed, five));
    refuses("12 are needed", () -> operands.products.pack(4, five, operands.packed));
    FloatMemory fifteen = FloatMemory.allocate(15);
    refuses("made for 4", () -> operands.products.pack(5, fifteen, operands.packed));
    FloatMemory nine = FloatMemory.allocate(9);
    refuses("8 numbers", () -> operands.products.multiply(3, operands.a, operands.packed, nine));
    refuses(
        "6 numbers",
        () -> operands.products.multiplyDerivative(7, Epilogue.BIAS_RELU, operands.a, operands.g));
    refuses("at least 1", () -> operands.products.round(0, five, operands.a));
  }

  @Test
  void aMatrixThatIsNotPackedOrAnEpilogueThatDoesNotFitIsAnError() {
    Operands operands = new Operands(2, 3, 4);
    FloatMemory product = FloatMemory.allocate(6);
    for (PackedMatrix wrong :
        new PackedMatrix[] {new PackedMatrix(4, 3, Use.PLAIN), operands.packedTransposed}) {
      assertThrows(
          IllegalStateException.class,
          () -> operands.products.multiply(2, operands.a, wrong, product));
    }
    refuses("at least 1", () -> new PackedMatrix(0, 3, Use.PLAIN));
    Bfloat16Memory c = Bfloat16Memory.allocate(6);
    refuses(
        "epilogue ADD",
        () ->
            operands.products.multiply(
                2, operands.a, operands.packed, operands.bias, Epilogue.ADD, c));
    refuses(
        "one that applies a function",
        () -> operands.products.multiplyDerivative(6, Epilogue.BIAS, c, operands.g));
  }

  private static void refuses(String words, Executable call) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(message.contains(words), message);
  }

  private static FloatMemory rounding(float value) {
    FloatMemory memory = FloatMemory.allocate(1);
    memory.put(0, new float[] {value}, 0, 1);
    return memory;
  }

  private static FloatMemory random(int length, long seed) {
    Random random = new Random(seed);
    FloatMemory memory = FloatMemory.allocate(length);
    for (int i = 0; i < length; i++) {
      memory.put(i, new float[] {(float) random.nextGaussian()}, 0, 1);
    }
    return memory;
  }

  private static Bfloat16Memory rounded(FloatMemory memory) {
    float[] values = read(memory);
    Bfloat16Memory result = Bfloat16Memory.allocate(values.length);
    for (int i = 0; i < values.length; i++) {
      result.put(i, values[i]);
    }
    return result;
  }

  private static FloatMemory read(Bfloat16Memory memory, int length) {
    FloatMemory result = FloatMemory.allocate(length);
    for (int i = 0; i < length; i++) {
      result.put(i, new float[] {memory.get(i)}, 0, 1);
    }
    return result;
  }

  private static float[] read(FloatMemory memory) {
    float[] values = new float[memory.length()];
    memory.get(0, values, 0, values.length);
    return values;
  }
}
