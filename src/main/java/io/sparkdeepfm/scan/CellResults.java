package io.sparkdeepfm.scan;

import java.util.Arrays;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** The results of one {@link Cell}, computed once per entry of the column's dictionary. */
final class CellResults {
  /** Stands for a result that is null; null stands for one that has not been computed. */
  private static final Object NULL = new Object();

  private final Cell cell;
  private final DictionaryColumn dictionary = new DictionaryColumn();
  private Object[] results = new Object[16];

  CellResults(Cell cell) {
    this.cell = cell;
  }

  /** To be called for each batch before {@link #compute}. */
  void moveTo(ColumnarBatch batch) {
    if (!dictionary.moveTo(batch.column(cell.column()))) {
      Arrays.fill(results, null);
    }
  }

  /** The results of the rows {@code [begin, begin + length)} of a batch. */
  void compute(ColumnarBatch batch, int begin, int length, Object[] into) {
    if (!cell.isKept() || !dictionary.hasNumbers()) {
      for (int i = 0; i < length; i++) {
        into[i] = cell.expression().eval(batch.getRow(begin + i));
      }
      return;
    }
    ColumnVector column = batch.column(cell.column());
    boolean hasNull = column.hasNull();
    for (int i = 0; i < length; i++) {
      int row = begin + i;
      into[i] =
          hasNull && column.isNullAt(row)
              ? cell.expression().eval(batch.getRow(row))
              : ofEntry(dictionary.number(row), batch, row);
    }
  }

  private Object ofEntry(int number, ColumnarBatch batch, int row) {
    if (number >= results.length) {
      results = Arrays.copyOf(results, Math.max(number + 1, 2 * results.length));
    }
    Object result = results[number];
    if (result == null) {
      Object computed = cell.expression().eval(batch.getRow(row));
      result = computed == null ? NULL : computed;
      results[number] = result;
    }
    return result == NULL ? null : result;
  }
}
