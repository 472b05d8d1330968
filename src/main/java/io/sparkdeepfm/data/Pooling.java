package io.sparkdeepfm.data;

/**
 * How the weighted values x_i of one field become one vector e_f = Σ_i x'_i v_i.
 *
 * <p>The weights are normalised <em>first</em>, so that the first-order term, the second-order term
 * and the MLP all see the same x'.
 */
public enum Pooling {
  /** x' = x. */
  SUM,
  /** x' = x / Σ|x|. */
  MEAN,
  /** x' = x / √Σx². */
  SQRTN;

  /**
   * Normalises the weights of one field of one example in place; weights that are all 0 stay so.
   *
   * @param values weights; entries {@code [begin, end)} belong to the field
   */
  public void normalize(float[] values, int begin, int end) {
    if (this == SUM || begin == end) {
      return;
    }
    double norm = 0;
    for (int i = begin; i < end; i++) {
      norm += this == MEAN ? Math.abs(values[i]) : (double) values[i] * values[i];
    }
    double divisor = this == MEAN ? norm : Math.sqrt(norm);
    for (int i = begin; i < end && norm > 0; i++) {
      values[i] = (float) (values[i] / divisor);
    }
  }
}
