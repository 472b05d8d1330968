package io.sparkdeepfm.model;

import java.util.List;

/**
 * The terms that the logit of one example is the sum of.
 *
 * @param bias the global bias
 * @param firstOrder per field that has a value, in the order of the fields; none if the part is off
 * @param secondOrder per pair of fields that have values, ordered by the first field, then by the
 *     second; none if the part is off
 * @param deep what is left of the logit: the output of the MLP, and the rounding of the scorer's
 *     float arithmetic, which is all there is without hidden layers
 */
public record Explanation(
    double bias, List<FieldTerm> firstOrder, List<PairTerm> secondOrder, double deep) {
  /**
   * The first-order term of a field, α Σ_i w_i x_i over its values.
   *
   * @param field its number
   */
  public record FieldTerm(int field, double term) {}

  /**
   * The second-order term of two fields, or of a field with itself.
   *
   * @param field1 number of the one, not above {@code field2}
   * @param field2 number of the other
   */
  public record PairTerm(int field1, int field2, double term) {}
}
