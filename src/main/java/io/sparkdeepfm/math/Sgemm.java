package io.sparkdeepfm.math;

/**
 * Single-precision matrix products C ← A·B + beta·C of row-major matrices: checks here, kernels in
 * {@link SgemmKernel}.
 *
 * <p>Each call runs on the calling thread alone; callers split the work between threads themselves.
 */
public final class Sgemm {
  private static final SgemmKernel KERNEL = choose();

  private Sgemm() {}

  private static SgemmKernel choose() {
    try {
      return new OpenBlasSgemm();
    } catch (LinkageError | RuntimeException e) {
      System.getLogger(Sgemm.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "OpenBLAS cannot be loaded on this platform, so matrix products run in plain Java,"
                  + " which is several times slower: "
                  + e);
      return new PortableSgemm();
    }
  }

  /** What computes the products, with the processor that its kernels are for: for benchmarks. */
  public static String kernelName() {
    return KERNEL.name();
  }

  /** C (m × n) ← A (m × k) · B (k × n) + beta·C. */
  public static void multiply(
      int m, int n, int k, FloatMemory a, FloatMemory b, float beta, FloatMemory c) {
    check(m, n, k, a, b, c);
    if (m > 0 && n > 0) {
      KERNEL.multiply(m, n, k, a, b, beta, c);
    }
  }

  /** C (m × n) ← A (m × k) · Bᵀ with B (n × k) + beta·C. */
  public static void multiplyTransposedRight(
      int m, int n, int k, FloatMemory a, FloatMemory b, float beta, FloatMemory c) {
    check(m, n, k, a, b, c);
    if (m > 0 && n > 0) {
      KERNEL.multiplyTransposedRight(m, n, k, a, b, beta, c);
    }
  }

  /** C (m × n) ← Aᵀ with A (k × m) · B (k × n) + beta·C. */
  public static void multiplyTransposedLeft(
      int m, int n, int k, FloatMemory a, FloatMemory b, float beta, FloatMemory c) {
    check(m, n, k, a, b, c);
    if (m > 0 && n > 0) {
      KERNEL.multiplyTransposedLeft(m, n, k, a, b, beta, c);
    }
  }

  private static void check(int m, int n, int k, FloatMemory a, FloatMemory b, FloatMemory c) {
    if (m < 0 || n < 0 || k < 1 || a.length() < m * k || b.length() < k * n || c.length() < m * n) {
      throw new IllegalArgumentException(
          String.format(
              "A product of %d × %d by %d × %d does not fit matrices of %d, %d and %d floats.",
              m, k, k, n, a.length(), b.length(), c.length()));
    }
  }
}
