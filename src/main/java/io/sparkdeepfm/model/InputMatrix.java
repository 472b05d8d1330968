package io.sparkdeepfm.model;

/** What the first layers read where fields reach them by ways of their own, row by row. */
interface InputMatrix {
  /**
   * Writes row b.
   *
   * @param fieldVectors e of an example, F·D
   * @param example its number in the columns that were looked up
   */
  void compose(float[] fieldVectors, int example, int b);
}
