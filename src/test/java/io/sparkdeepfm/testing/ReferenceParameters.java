package io.sparkdeepfm.testing;

import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.DenseLayout.Segment;
import io.sparkdeepfm.model.EmbeddingTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The parameters of a DeepFM in double precision, laid out as {@link DeepFMParameters}: per table N
 * × (D + 1) numbers, v_r then w_r for each row r; and the dense array of {@link
 * io.sparkdeepfm.model.DenseLayout}.
 */
public final class ReferenceParameters {
  private final double[][] tables;
  private final double[] dense;

  private ReferenceParameters(double[][] tables, double[] dense) {
    this.tables = tables;
    this.dense = dense;
  }

  /** A widened copy. */
  public static ReferenceParameters of(DeepFMParameters parameters) {
    double[][] tables = new double[parameters.tables().size()][];
    for (int t = 0; t < tables.length; t++) {
      tables[t] = widen(parameters.table(t).values());
    }
    return new ReferenceParameters(tables, widen(parameters.dense()));
  }

  private static double[] widen(float[] values) {
    double[] wide = new double[values.length];
    Arrays.setAll(wide, i -> values[i]);
    return wide;
  }

  /** A copy rounded to floats. */
  public DeepFMParameters toFloats(DeepFMConfig config) {
    List<EmbeddingTable> narrow = new ArrayList<>();
    for (int t = 0; t < tables.length; t++) {
      narrow.add(
          new EmbeddingTable(
              config.schema().tableName(t),
              config.schema().tableSize(t),
              config.embeddingDim(),
              narrow(tables[t])));
    }
    return new DeepFMParameters(narrow, narrow(dense));
  }

  private static float[] narrow(double[] values) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      narrow[i] = (float) values[i];
    }
    return narrow;
  }

  public ReferenceParameters copy() {
    double[][] copies = Arrays.stream(tables).map(double[]::clone).toArray(double[][]::new);
    return new ReferenceParameters(copies, dense.clone());
  }

  public int numTables() {
    return tables.length;
  }

  /** N × (D + 1), the live array. */
  public double[] table(int t) {
    return tables[t];
  }

  /** The live array of dense parameters. */
  public double[] dense() {
    return dense;
  }

  /** Element (row, column) of a dense segment. */
  public double get(Segment segment, int row, int column) {
    return dense[segment.offset() + row * segment.columns() + column];
  }

  /** Sets element (row, column) of a dense segment. */
  public void set(Segment segment, int row, int column, double value) {
    dense[segment.offset() + row * segment.columns() + column] = value;
  }
}
