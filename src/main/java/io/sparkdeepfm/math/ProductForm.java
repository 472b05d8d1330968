package io.sparkdeepfm.math;

/** Which factor of a product stands transposed in memory. */
enum ProductForm {
  /** A·B. */
  PLAIN,
  /** Aᵀ·B. */
  TRANSPOSED_LEFT,
  /** A·Bᵀ. */
  TRANSPOSED_RIGHT
}
