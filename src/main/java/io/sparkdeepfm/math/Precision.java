package io.sparkdeepfm.math;

/** How exactly the factors of matrix products are read; products are summed in 32 bits always. */
public enum Precision {
  /** 24 significant bits, as stored. */
  FLOAT32,

  /** 11 significant bits, by GPUs of compute capability 8.0 on; elsewhere as {@link #FLOAT32}. */
  TF32,

  /**
   * 8 significant bits (bfloat16), where the processor multiplies these by itself (AMX,
   * AVX512-BF16), which is several times faster; elsewhere, and where {@link Sgemm}'s library finds
   * no gain in small products, as {@link #FLOAT32}.
   */
  BFLOAT16
}
