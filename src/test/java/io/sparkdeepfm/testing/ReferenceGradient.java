package io.sparkdeepfm.testing;

import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.model.DenseLayout.Segment;

/**
 * The gradient of the mean log loss of a mini-batch, in the shape of {@link ReferenceParameters},
 * and the rows that the mini-batch touched: those with an entry of x ≠ 0 in some example, whatever
 * the example's weight.
 */
public final class ReferenceGradient {
  private final double[][] tables;
  private final boolean[][] touched;
  private final double[] dense;
  private final int rowLength;

  /** All zero, no row touched. */
  ReferenceGradient(DeepFMConfig config) {
    int numTables = config.schema().numTables();
    rowLength = config.embeddingDim() + 1;
    tables = new double[numTables][];
    touched = new boolean[numTables][];
    for (int t = 0; t < numTables; t++) {
      tables[t] = new double[config.schema().tableSize(t) * rowLength];
      touched[t] = new boolean[config.schema().tableSize(t)];
    }
    dense = new double[new DenseLayout(config).length()];
  }

  /** N × (D + 1): the gradient by v_r, then by w_r, for each row r. */
  public double[] table(int t) {
    return tables[t];
  }

  /** Whether the mini-batch touched a row. */
  public boolean touched(int t, int row) {
    return touched[t][row];
  }

  /** Rows of a table, touched or not. */
  public int numRows(int t) {
    return touched[t].length;
  }

  /** The gradient by each dense parameter; 0 for moving statistics. */
  public double[] dense() {
    return dense;
  }

  /** Element (row, column) of a dense segment. */
  public double get(Segment segment, int row, int column) {
    return dense[segment.offset() + row * segment.columns() + column];
  }

  void touch(int t, int row) {
    touched[t][row] = true;
  }

  /** Adds to element k of a table's row; k = D is the first-order weight. */
  void addToRow(int t, int row, int k, double value) {
    tables[t][row * rowLength + k] += value;
  }

  void add(Segment segment, int row, int column, double value) {
    dense[segment.offset() + row * segment.columns() + column] += value;
  }
}
