package io.sparkdeepfm.math;

/** An implementation of the products of {@link Sgemm}, which has checked the sizes. */
interface SgemmKernel {
  String name();

  void multiply(int m, int n, int k, FloatMemory a, FloatMemory b, float beta, FloatMemory c);

  void multiplyTransposedRight(
      int m, int n, int k, FloatMemory a, FloatMemory b, float beta, FloatMemory c);

  void multiplyTransposedLeft(
      int m, int n, int k, FloatMemory a, FloatMemory b, float beta, FloatMemory c);
}
