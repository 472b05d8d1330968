package io.sparkdeepfm.stage;

import io.sparkdeepfm.data.FieldSchema;
import java.util.Arrays;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;

/**
 * Puts the cells of a row, one per field, behind one another into one sparse vector.
 *
 * @param schema the fields
 * @param kinds how the cell of each field is read
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record AssembleRow(FieldSchema schema, AssemblerInput.Kind[] kinds) implements UDF1<Row, Vector> {
  @Override
  public Vector call(Row row) {
    return new Assembly(row).toVector();
  }

  /** The entries of one row, in ascending order of index. */
  private final class Assembly {
    private final int[] indices;
    private final double[] values;
    private int length;

    Assembly(Row row) {
      int capacity = 0;
      for (int f = 0; f < kinds.length; f++) {
        capacity += row.get(f) instanceof Vector vector ? vector.numActives() : 1;
      }
      indices = new int[capacity];
      values = new double[capacity];
      for (int f = 0; f < kinds.length; f++) {
        Object cell = row.get(f);
        if (cell != null) {
          add(f, cell);
        }
      }
    }

    private void add(int f, Object cell) {
      switch (kinds[f]) {
        case NUMERIC -> addValue(f, 0, (Double) cell);
        case INDEX -> {
          int index = cell instanceof Integer i ? i : wholeIndex(f, (Double) cell);
          requireInside(f, index);
          addValue(f, index, 1);
        }
        case VECTOR -> addVector(f, (Vector) cell);
      }
    }

    private void addVector(int f, Vector vector) {
      if (vector.size() != schema.field(f).size()) {
        throw new BadValueException(
            "Column '%s' holds a vector of %d elements, but its metadata says %d.",
            schema.field(f).name(), vector.size(), schema.field(f).size());
      }
      if (vector instanceof SparseVector sparse) {
        for (int i = 0; i < sparse.indices().length; i++) {
          addValue(f, sparse.indices()[i], sparse.values()[i]);
        }
      } else {
        double[] dense = ((DenseVector) vector).values();
        for (int i = 0; i < dense.length; i++) {
          addValue(f, i, dense[i]);
        }
      }
    }

    private void addValue(int f, int index, double value) {
      if (!Double.isFinite(value)) {
        throw new BadValueException(
            "Column '%s' holds %s, but values must be finite; clean the data or use null for"
                + " missing values.",
            schema.field(f).name(), value);
      }
      if (value != 0) {
        indices[length] = schema.begin(f) + index;
        values[length++] = value;
      }
    }

    private void requireInside(int f, int index) {
      int size = schema.field(f).size();
      if (index < 0 || index >= size) {
        throw new BadValueException(
            "Column '%s' has index %d, but its %d indices run from 0 to %d.",
            schema.field(f).name(), index, size, size - 1);
      }
    }

    private int wholeIndex(int f, double index) {
      if (index != (int) index) {
        throw new BadValueException(
            "Column '%s' has index %s, but indices must be whole numbers from 0 to %d.",
            schema.field(f).name(), index, schema.field(f).size() - 1);
      }
      return (int) index;
    }

    Vector toVector() {
      boolean full = length == indices.length;
      return Vectors.sparse(
          schema.numFeatures(),
          full ? indices : Arrays.copyOf(indices, length),
          full ? values : Arrays.copyOf(values, length));
    }
  }
}
