package io.sparkdeepfm.math;

import java.util.List;

/** How exactly the factors of matrix products are read; products are summed in 32 bits always. */
public enum Precision {
  /** 24 significant bits, as stored. */
  FLOAT32,

  /** 11 significant bits, by GPUs of compute capability 8.0 on; elsewhere as {@link #FLOAT32}. */
  TF32,

  /**
   * 8 significant bits (bfloat16), where the processor multiplies these by itself (AMX,
   * AVX512-BF16), which is several times faster; elsewhere as {@link #FLOAT32}.
   */
  BFLOAT16,

  /**
   * {@link #BFLOAT16} where it is faster, else {@link #FLOAT32}: a wish that {@link #of} grants.
   */
  AUTO;

  /** In narrower layers, what is around the products takes as long as they do. */
  public static final int FEWEST_UNITS = 256;

  /**
   * What this stands for on this processor.
   *
   * @param hiddenUnits widths of the layers whose products are meant
   */
  public Precision of(List<Integer> hiddenUnits) {
    if (this != AUTO) {
      return this;
    }
    boolean isWide = hiddenUnits.stream().anyMatch(units -> units >= FEWEST_UNITS);
    return isWide && Sgemm.multipliesBfloat16() ? BFLOAT16 : FLOAT32;
  }
}
