package io.sparkdeepfm.stage;

import io.sparkdeepfm.catalyst.CellFunction;
import io.sparkdeepfm.catalyst.InternalVectors;
import io.sparkdeepfm.data.BadValueException;
import io.sparkdeepfm.data.FieldSchema;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegerType;

/**
 * Puts the cells of a row, one per field, behind one another into one sparse vector.
 *
 * @param schema the fields
 * @param kinds how the cell of each field is read
 * @param inputTypes of the cells
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record AssembleRow(FieldSchema schema, AssemblerInput.Kind[] kinds, DataType[] inputTypes)
    implements CellFunction<InternalRow> {
  private static final int VECTOR_ROW_FIELDS = 4; // type, size, indices, values

  static AssembleRow of(FieldSchema schema, List<AssemblerInput> inputs) {
    return new AssembleRow(
        schema,
        inputs.stream().map(AssemblerInput::kind).toArray(AssemblerInput.Kind[]::new),
        inputs.stream().map(AssemblerInput::cellType).toArray(DataType[]::new));
  }

  @Override
  public DataType resultType() {
    return SQLDataTypes.VectorType();
  }

  @Override
  public boolean isResultNullable() {
    return false;
  }

  @Override
  public InternalRow produceResult(InternalRow row) {
    return InternalVectors.toRow(new Assembly(row).toVector());
  }

  /** The entries of one row, in ascending order of index. */
  private final class Assembly {
    private final Vector[] vectors = new Vector[kinds.length];
    private final int[] indices;
    private final double[] values;
    private int length;

    Assembly(InternalRow row) {
      int capacity = 0;
      for (int f = 0; f < kinds.length; f++) {
        if (kinds[f] == AssemblerInput.Kind.VECTOR && !row.isNullAt(f)) {
          vectors[f] = InternalVectors.fromRow(row.getStruct(f, VECTOR_ROW_FIELDS));
          capacity += vectors[f].numActives();
        } else {
          capacity++;
        }
      }
      indices = new int[capacity];
      values = new double[capacity];
      for (int f = 0; f < kinds.length; f++) {
        if (!row.isNullAt(f)) {
          add(f, row);
        }
      }
    }

    private void add(int f, InternalRow row) {
      switch (kinds[f]) {
        case NUMERIC -> addValue(f, 0, row.getDouble(f));
        case INDEX -> {
          boolean whole = inputTypes[f] instanceof IntegerType;
          int index = whole ? row.getInt(f) : wholeIndex(f, row.getDouble(f));
          requireInside(f, index);
          addValue(f, index, 1);
        }
        case VECTOR -> addVector(f, vectors[f]);
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
      int size = schema.begin(f + 1) - schema.begin(f); // the field itself is farther in memory
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
