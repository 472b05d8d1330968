package io.sparkdeepfm.math;

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
  BIAS_SIGMOID;

  boolean hasBias() {
    return this != NONE && this != ADD;
  }
}
