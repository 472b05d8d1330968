package io.sparkdeepfm.math;

import io.sparkdeepfm.math.PackedMatrix.Use;
import io.sparkdeepfm.math.Sgemm.Epilogue;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.Pointer;

/**
 * Products of row-major matrices of bfloat16 numbers, which are summed in 32 bits, and what a
 * network needs around them so that its activations stay in 16 bits. Against {@link Sgemm} with
 * {@link Precision#BFLOAT16}, which rounds its factors anew in each product, half of the memory is
 * read and nothing is rounded twice.
 *
 * <p>For one thread at a time, and only where {@link Sgemm#multipliesBfloat16}. Tasks are compiled
 * per shape and kept.
 */
public final class Bfloat16Gemm {
  private static final int CAPACITY = 160;

  private final OneDnn.Calls calls = new OneDnn.Calls(CAPACITY);
  private final int typicalRows;

  /**
   * @param typicalRows of left factors of packed matrices, for which the layout of these is chosen
   */
  public Bfloat16Gemm(int typicalRows) {
    this.typicalRows = typicalRows;
    if (!Sgemm.multipliesBfloat16()) {
      throw new IllegalStateException(
          "This processor does not multiply bfloat16 numbers; use Sgemm, which then multiplies"
              + " floats.");
    }
  }

  /** Rounds the first {@code length} floats of {@code source}. */
  public void round(int length, FloatMemory source, Bfloat16Memory target) {
    check(length, source.length());
    check(length, target.length());
    OneDnn.Call call = call(Bfloat16Task.ROUND, length, 1, 1, Epilogue.NONE, null);
    call.set(0, source.pointer());
    call.set(1, target.pointer());
    call.execute(calls.queueHandle);
  }

  /** Copies the first {@code length} numbers of {@code source} as floats. */
  public void widen(int length, Bfloat16Memory source, FloatMemory target) {
    check(length, source.length());
    check(length, target.length());
    OneDnn.Call call = call(Bfloat16Task.WIDEN, length, 1, 1, Epilogue.NONE, null);
    call.set(0, source.pointer());
    call.set(1, target.pointer());
    call.execute(calls.queueHandle);
  }

  /**
   * Rounds a matrix (k × n, row-major) into its packed form.
   *
   * @param source k × n floats, or more
   */
  public void pack(int k, FloatMemory source, PackedMatrix target) {
    check((long) k * target.columns(), source.length());
    calls.useThread();
    target.fill(typicalRows, k, source, calls.queueHandle);
  }

  /**
   * C (m × n) ← f(A (m × k) · B + bias), rounded.
   *
   * @param bias n floats, added to every row
   * @param epilogue one with a bias
   */
  public void multiply(
      int m,
      Bfloat16Memory a,
      PackedMatrix b,
      FloatMemory bias,
      Epilogue epilogue,
      Bfloat16Memory c) {
    checkBias(b, bias, epilogue);
    check((long) m * b.columns(), c.length());
    OneDnn.Call call = product(Bfloat16Task.MULTIPLY, m, a, b, epilogue, c.pointer());
    call.set(3, bias.pointer());
    call.execute(calls.queueHandle);
  }

  /** As the last, but as floats. */
  public void multiply(
      int m, Bfloat16Memory a, PackedMatrix b, FloatMemory bias, Epilogue epilogue, FloatMemory c) {
    checkBias(b, bias, epilogue);
    check((long) m * b.columns(), c.length());
    OneDnn.Call call = product(Bfloat16Task.MULTIPLY_TO_FLOATS, m, a, b, epilogue, c.pointer());
    call.set(3, bias.pointer());
    call.execute(calls.queueHandle);
  }

  private static void checkBias(PackedMatrix b, FloatMemory bias, Epilogue epilogue) {
    if (!epilogue.hasBias()) {
      throw new IllegalArgumentException(
          "A bias was given with epilogue " + epilogue + "; use an epilogue with a bias.");
    }
    check(b.columns(), bias.length());
  }

  /**
   * C (m × n) ← f(addend + A (m × k) · B), rounded.
   *
   * @param addend m × n
   * @param epilogue of whose function f is taken; a bias is in the addend already
   */
  public void multiplyOnto(
      int m,
      Bfloat16Memory a,
      PackedMatrix b,
      FloatMemory addend,
      Epilogue epilogue,
      Bfloat16Memory c) {
    check((long) m * b.columns(), addend.length());
    check((long) m * b.columns(), c.length());
    OneDnn.Call call = product(Bfloat16Task.MULTIPLY_ONTO, m, a, b, epilogue.ofSum(), c.pointer());
    call.set(3, addend.pointer());
    call.execute(calls.queueHandle);
  }

  /**
   * C (m × n) ← f(C + A (m × k) · B), as floats.
   *
   * @param epilogue of whose function f is taken; a bias is in C already
   */
  public void multiplyOnto(
      int m, Bfloat16Memory a, PackedMatrix b, Epilogue epilogue, FloatMemory c) {
    check((long) m * b.columns(), c.length());
    product(Bfloat16Task.MULTIPLY_TO_FLOATS, m, a, b, epilogue.ofSum(), c.pointer())
        .execute(calls.queueHandle);
  }

  /** C (m × n) ← A (m × k) · B, as floats. */
  public void multiply(int m, Bfloat16Memory a, PackedMatrix b, FloatMemory c) {
    check((long) m * b.columns(), c.length());
    product(Bfloat16Task.MULTIPLY_TO_FLOATS, m, a, b, Epilogue.NONE, c.pointer())
        .execute(calls.queueHandle);
  }

  /** C (m × k) ← A (m × n) · Bᵀ, rounded. */
  public void multiplyTransposed(int m, Bfloat16Memory a, PackedMatrix b, Bfloat16Memory c) {
    check((long) m * b.rows(), c.length());
    product(Bfloat16Task.MULTIPLY_TRANSPOSED, m, a, b, Epilogue.NONE, c.pointer())
        .execute(calls.queueHandle);
  }

  /** C (m × k) ← A (m × n) · Bᵀ, as floats. */
  public void multiplyTransposed(int m, Bfloat16Memory a, PackedMatrix b, FloatMemory c) {
    check((long) m * b.rows(), c.length());
    product(Bfloat16Task.MULTIPLY_TRANSPOSED_TO_FLOATS, m, a, b, Epilogue.NONE, c.pointer())
        .execute(calls.queueHandle);
  }

  /** C (m × n) ← C + Aᵀ · B with A (k × m), B (k × n). */
  public void addTransposedLeft(
      int m, int n, int k, Bfloat16Memory a, Bfloat16Memory b, FloatMemory c) {
    check((long) k * m, a.length());
    check((long) k * n, b.length());
    check((long) m * n, c.length());
    OneDnn.Call call = call(Bfloat16Task.ADD_TRANSPOSED_LEFT, m, n, k, Epilogue.ADD, null);
    call.set(0, a.pointer());
    call.set(1, b.pointer());
    call.set(2, c.pointer());
    call.execute(calls.queueHandle);
  }

  /**
   * Multiplies the first {@code length} gradients by the derivative of an epilogue's function,
   * which is computed from its output.
   */
  public void multiplyDerivative(
      int length, Epilogue epilogue, Bfloat16Memory output, Bfloat16Memory gradient) {
    check(length, output.length());
    check(length, gradient.length());
    OneDnn.Call call = call(Bfloat16Task.DERIVATIVE, length, 1, 1, epilogue, null);
    call.set(0, output.pointer());
    call.set(1, gradient.pointer());
    call.set(2, gradient.pointer());
    call.execute(calls.queueHandle);
  }

  private OneDnn.Call product(
      Bfloat16Task task, int m, Bfloat16Memory a, PackedMatrix b, Epilogue epilogue, Pointer c) {
    boolean isTransposed =
        task == Bfloat16Task.MULTIPLY_TRANSPOSED
            || task == Bfloat16Task.MULTIPLY_TRANSPOSED_TO_FLOATS;
    memory.desc layout = b.layout(isTransposed ? Use.TRANSPOSED : Use.PLAIN);
    int n = isTransposed ? b.rows() : b.columns();
    int k = isTransposed ? b.columns() : b.rows();
    check((long) m * k, a.length());
    OneDnn.Call call = call(task, m, n, k, epilogue, layout);
    call.set(0, a.pointer());
    call.set(1, b.data());
    call.set(2, c);
    return call;
  }

  private OneDnn.Call call(
      Bfloat16Task task, int m, int n, int k, Epilogue epilogue, memory.desc packed) {
    OneDnn.Call kept = calls.find(task, m, n, k, epilogue);
    return kept != null
        ? kept
        : calls.keep(task, m, n, k, epilogue, task.compile(m, n, k, epilogue, packed));
  }

  private static void check(long needed, int length) {
    if (needed < 1 || length < needed) {
      throw new IllegalArgumentException(
          String.format(
              "A matrix of %d numbers was given where %d are needed, at least 1; use a larger"
                  + " matrix.",
              length, needed));
    }
  }
}
