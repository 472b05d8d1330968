package io.sparkdeepfm.catalyst;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.unsafe.Platform;

/**
 * Adds vectors, as Spark's rows hold them, to a batch. The parts of sparse ones are read into
 * arrays that are used again, one of each length that occurs: 6 MB if all do.
 */
final class BatchVectors {
  /** Vectors of more values are so few that they may have arrays of their own. */
  private static final int MOST_KEPT = 1024;

  private final VectorFunction.Batch batch;
  private final int[][] indices = new int[MOST_KEPT + 1][]; // by length
  private final double[][] values = new double[MOST_KEPT + 1][];

  BatchVectors(VectorFunction.Batch batch) {
    this.batch = batch;
  }

  /**
   * Adds the vector of a row.
   *
   * @param place of the vector in the row
   */
  void add(InternalRow row, int place) {
    add(row.isNullAt(place) ? null : row.getStruct(place, InternalVectors.PARTS));
  }

  /**
   * Adds a vector.
   *
   * @param vector its struct, or null
   */
  void add(InternalRow vector) {
    if (vector == null) {
      batch.add(null);
    } else if (InternalVectors.isSparse(vector)) {
      // Not by way of a SparseVector: it checks its indices one by one as boxed numbers.
      batch.addSparse(
          vector.getInt(InternalVectors.SIZE),
          indices(vector.getArray(InternalVectors.INDICES)),
          values(vector.getArray(InternalVectors.VALUES)));
    } else {
      batch.add(InternalVectors.fromRow(vector));
    }
  }

  private int[] indices(ArrayData array) {
    int length = array.numElements();
    if (length > MOST_KEPT || !(array instanceof UnsafeArrayData data)) {
      return array.toIntArray();
    }
    if (indices[length] == null) {
      indices[length] = new int[length];
    }
    copy(data, indices[length], Platform.INT_ARRAY_OFFSET, Integer.BYTES);
    return indices[length];
  }

  private double[] values(ArrayData array) {
    int length = array.numElements();
    if (length > MOST_KEPT || !(array instanceof UnsafeArrayData data)) {
      return array.toDoubleArray();
    }
    if (values[length] == null) {
      values[length] = new double[length];
    }
    copy(data, values[length], Platform.DOUBLE_ARRAY_OFFSET, Double.BYTES);
    return values[length];
  }

  private static void copy(UnsafeArrayData source, Object target, long offset, int size) {
    int length = source.numElements();
    Platform.copyMemory(
        source.getBaseObject(),
        source.getBaseOffset() + UnsafeArrayData.calculateHeaderPortionInBytes(length),
        target,
        offset,
        (long) length * size);
  }
}
