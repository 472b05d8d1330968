package io.sparkdeepfm.math;

/**
 * Single-precision products of row-major matrices, C ← op(A)·op(B) and what an {@link Epilogue}
 * adds: checks here, kernels in {@link Kernel}.
 *
 * <p>For one thread at a time; each call runs on the calling thread alone, because callers split
 * the work between threads themselves.
 */
public final class Sgemm {
  private final Kernel kernel;

  /** By the native library where that runs, else in plain Java. */
  public Sgemm() {
    kernel = Native.AVAILABLE ? new OneDnnSgemm() : new PortableSgemm();
  }

  private Sgemm(Kernel kernel) {
    this.kernel = kernel;
  }

  /**
   * Products of few rows by factors that no longer change, on any machine the same bits, whatever
   * the number of rows; without native code, and without allocation once each size was seen.
   */
  public static Sgemm ofRows(FixedFactors factors) {
    return new Sgemm(new RowSgemm(factors));
  }

  /** Whether the native library is there; says nothing of it where it is not. */
  public static boolean runsNatively() {
    return Library.PROBLEM == null;
  }

  /** What loading the native library came to, found out once. */
  private static final class Library {
    static final String PROBLEM = problem(); // null if it runs

    private static String problem() {
      try {
        OneDnn.keepToThisThread();
        return OneDnn.IS_TESTED ? null : KernelCheck.mistake(new OneDnnSgemm());
      } catch (LinkageError | RuntimeException e) {
        return e.toString();
      }
    }
  }

  /** Whether the native library runs here, with a warning, once, if it does not. */
  private static final class Native {
    static final boolean AVAILABLE = isAvailable();

    private static boolean isAvailable() {
      if (Library.PROBLEM != null) {
        System.getLogger(Sgemm.class.getName())
            .log(
                System.Logger.Level.WARNING,
                "oneDNN cannot be used on this platform, so matrix products run in plain Java,"
                    + " which is several times slower: "
                    + Library.PROBLEM
                    + " (docs/platforms.md says how to build with natives for others)");
      }
      return Library.PROBLEM == null;
    }
  }

  /** Name of the kernel that runs here, for logs and benchmarks. */
  public static String kernelName() {
    return new Sgemm().kernel.name();
  }

  /**
   * Whether the processor multiplies bfloat16 numbers by itself, so that a {@link Bfloat16Gemm}
   * runs here.
   */
  public static boolean multipliesBfloat16() {
    return Native.AVAILABLE && OneDnn.multipliesBfloat16();
  }

  /** C (m × n) ← A (m × k) · B (k × n). */
  public void multiply(int m, int n, int k, FloatMemory a, FloatMemory b, FloatMemory c) {
    run(Form.PLAIN, m, n, k, a, b, Epilogue.NONE, null, c);
  }

  /**
   * C (m × n) ← f(A (m × k) · B (k × n) + bias).
   *
   * @param bias n floats, added to every row
   * @param epilogue one with a bias
   */
  public void multiply(
      int m,
      int n,
      int k,
      FloatMemory a,
      FloatMemory b,
      FloatMemory bias,
      Epilogue epilogue,
      FloatMemory c) {
    if (!epilogue.hasBias() || bias.length() != n) {
      throw new IllegalArgumentException(
          String.format(
              "A bias of %d floats was given to a product of %d columns with epilogue %s, but the"
                  + " two numbers must be equal and the epilogue must be one with a bias.",
              bias.length(), n, epilogue));
    }
    run(Form.PLAIN, m, n, k, a, b, epilogue, bias, c);
  }

  /**
   * C (m × n) ← f(C + A (m × k) · B (k × n)).
   *
   * @param epilogue of whose function f is taken; a bias is in C already
   */
  public void multiplyOnto(
      int m, int n, int k, FloatMemory a, FloatMemory b, Epilogue epilogue, FloatMemory c) {
    run(Form.PLAIN, m, n, k, a, b, epilogue.ofSum(), null, c);
  }

  /** C (m × n) ← A (m × k) · Bᵀ with B (n × k). */
  public void multiplyTransposedRight(
      int m, int n, int k, FloatMemory a, FloatMemory b, FloatMemory c) {
    run(Form.TRANSPOSED_RIGHT, m, n, k, a, b, Epilogue.NONE, null, c);
  }

  /** C (m × n) ← C + Aᵀ · B with A (k × m), B (k × n). */
  public void addTransposedLeft(int m, int n, int k, FloatMemory a, FloatMemory b, FloatMemory c) {
    run(Form.TRANSPOSED_LEFT, m, n, k, a, b, Epilogue.ADD, null, c);
  }

  private void run(
      Form form,
      int m,
      int n,
      int k,
      FloatMemory a,
      FloatMemory b,
      Epilogue epilogue,
      FloatMemory bias,
      FloatMemory c) {
    if (m < 0
        || n < 0
        || k < 1
        || a.length() < (long) m * k
        || b.length() < (long) k * n
        || c.length() < (long) m * n) {
      throw new IllegalArgumentException(
          String.format(
              "A product of %d × %d by %d × %d does not fit matrices of %d, %d and %d floats.",
              m, k, k, n, a.length(), b.length(), c.length()));
    }
    if (m > 0 && n > 0) {
      kernel.multiply(form, m, n, k, a, b, epilogue, bias, c);
    }
  }

  /** An implementation of the products of {@link Sgemm}, which has checked the sizes. */
  interface Kernel {
    String name();

    /**
     * C (m × n) ← op(A) (m × k) · op(B) (k × n), stored as the epilogue says.
     *
     * @param bias n floats; null without
     */
    void multiply(
        Form form,
        int m,
        int n,
        int k,
        FloatMemory a,
        FloatMemory b,
        Epilogue epilogue,
        FloatMemory bias,
        FloatMemory c);
  }

  /** Which factor of a product stands transposed in memory. */
  enum Form {
    /** A·B. */
    PLAIN,
    /** Aᵀ·B. */
    TRANSPOSED_LEFT,
    /** A·Bᵀ. */
    TRANSPOSED_RIGHT
  }

  /** What becomes of a product's elements before they are stored. */
  public enum Epilogue {
    /** C ← AB. */
    NONE,
    /** C ← C + AB. */
    ADD,
    /** C ← AB + b, a vector that is added to every row. */
    BIAS,
    /** C ← max(0, AB + b). */
    BIAS_RELU,
    /** C ← tanh(AB + b). */
    BIAS_TANH,
    /** C ← 1 / (1 + e^−(AB + b)). */
    BIAS_SIGMOID,
    /** C ← max(0, C + AB). */
    ADD_RELU,
    /** C ← tanh(C + AB). */
    ADD_TANH,
    /** C ← 1 / (1 + e^−(C + AB)). */
    ADD_SIGMOID;

    boolean hasBias() {
      return this == BIAS || this == BIAS_RELU || this == BIAS_TANH || this == BIAS_SIGMOID;
    }

    /** Whether C is read, too. */
    boolean adds() {
      return this == ADD || this == ADD_RELU || this == ADD_TANH || this == ADD_SIGMOID;
    }

    /** The same function of C + AB in place of AB + b, for a C to which b has been added. */
    public Epilogue ofSum() {
      return switch (this) {
        case BIAS -> ADD;
        case BIAS_RELU -> ADD_RELU;
        case BIAS_TANH -> ADD_TANH;
        case BIAS_SIGMOID -> ADD_SIGMOID;
        case NONE, ADD, ADD_RELU, ADD_TANH, ADD_SIGMOID -> this;
      };
    }
  }
}
