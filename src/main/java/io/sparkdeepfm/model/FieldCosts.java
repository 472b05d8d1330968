package io.sparkdeepfm.model;

import io.sparkdeepfm.math.Precision;

/**
 * What the ways of a field into the first layer cost in a training step, by which {@link InputPlan}
 * chooses. The unit is one number of an example's input times one row of weights in a matrix
 * product, of which a step makes three: forward, weight gradient, input gradient.
 *
 * <p>The figures are stated, not measured at the start of a training, so that the same seed gives
 * the same model bit for bit wherever the products do. They were measured on AMD Zen 4 with 400
 * units: 7.0 ns a unit in float32, 3.6 ns in bfloat16; a row of 400 floats added 30 ns, a gradient
 * added to one 60 ns, both twice that where rows do not fit in the second-level cache.
 *
 * @param perEntry a row of products added to an example, and its gradient to the row's
 * @param perRow a distinct row, besides its three products with the weights
 * @param perExample the input put together without the fields that go other ways
 * @param cachedFloats with how many floats of products a field's entries cost twice as much
 * @param perProduct one number of a row's vector in one of its three products, which have 32 bits
 * @param perColumn once per step, a column of the input without such ways: its weights are copied,
 *     and their gradient copied back
 */
record FieldCosts(
    double perEntry,
    double perRow,
    double perExample,
    double cachedFloats,
    double perProduct,
    double perColumn) {
  private static final FieldCosts FLOAT32 = new FieldCosts(13, 20, 12, 400_000, 1, 60);
  private static final FieldCosts BFLOAT16 = new FieldCosts(25, 40, 24, 400_000, 2, 120);

  /** Of a short row, the loops around its numbers cost as much as so many of them. */
  private static final double LOOP = 30;

  static FieldCosts of(Precision precision) {
    return precision == Precision.BFLOAT16 ? BFLOAT16 : FLOAT32;
  }

  /** With all of the field's components in the input. */
  double plain(int examples, int dim) {
    return 3.0 * dim * examples;
  }

  /** With a column of the input for each distinct row. */
  double columns(int examples, int dim, int rows) {
    return 3.0 * rows * examples + perRow * rows + products(dim, rows);
  }

  /** Of the rows' vectors with the weights and back, in whole tiles. */
  private double products(int dim, int rows) {
    return 3.0 * perProduct * dim * FieldRows.tiles(rows) * FieldRows.TILE;
  }

  /** With the rows' products added to the examples. */
  double gathered(int entries, int dim, int rows, int units) {
    double farther = 1 + (double) rows * units / cachedFloats;
    return entries * perEntry * (1 + LOOP / units) * farther + perRow * rows + products(dim, rows);
  }

  /** With at most so many distinct rows one of the two may cost less than {@link #plain}. */
  int maxRows(int examples, int entries, int dim, int units) {
    double none = gathered(entries, dim, 0, units);
    double perDistinct = (gathered(entries, dim, FieldRows.TILE, units) - none) / FieldRows.TILE;
    double most = (plain(examples, dim) - none) / perDistinct;
    return (int) Math.min(entries, Math.max(most, dim));
  }
}
