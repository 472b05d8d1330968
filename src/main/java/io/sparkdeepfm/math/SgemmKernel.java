package io.sparkdeepfm.math;

/** An implementation of the products of {@link Sgemm}, which has checked the sizes. */
interface SgemmKernel {
  String name();

  /**
   * As {@link ProductShape} says.
   *
   * @param bias n floats; null without
   */
  void multiply(
      ProductForm form,
      int m,
      int n,
      int k,
      FloatMemory a,
      FloatMemory b,
      Epilogue epilogue,
      FloatMemory bias,
      FloatMemory c);
}
