package io.sparkdeepfm.scan;

import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.vectorized.ColumnVector;

/**
 * One column in batch after batch, as numbers of entries in its dictionary, which a file has for
 * each row group; columns or batches without dictionary have no such numbers.
 */
public final class DictionaryColumn {
  private static final DictionaryIdentity IDENTITY = DictionaryIdentity.reachable();

  private WritableColumnVector ids;
  private Object dictionary;

  /**
   * Goes on to the next batch.
   *
   * @return whether the numbers mean what they meant before
   */
  public boolean moveTo(ColumnVector column) {
    if (!(column instanceof WritableColumnVector vector) || !vector.hasDictionary()) {
      ids = null;
      return true;
    }
    ids = vector.getDictionaryIds();
    Object current = IDENTITY.of(vector);
    boolean same = current == dictionary;
    dictionary = current;
    return same;
  }

  public boolean hasNumbers() {
    return ids != null;
  }

  /** Number of the entry that a cell that is not null has; its row counts within the batch. */
  public int number(int row) {
    return ids.getDictId(row);
  }
}
