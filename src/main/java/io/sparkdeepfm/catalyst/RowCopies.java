package io.sparkdeepfm.catalyst;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;

/**
 * Copies of the rows of a batch, one behind the other in an array that is used again for the next
 * batch: an object per row would be work for the garbage collector.
 */
final class RowCopies {
  /** Bytes that are kept for the next batch at most. */
  private static final int MOST_KEPT = 1 << 22;

  private final InternalRow[] own; // copies of rows that are not in the array
  private final int[] begins; // of the others
  private final int[] lengths;
  private final UnsafeRow shown;
  private byte[] bytes = new byte[0];
  private int used;
  private int size;

  /**
   * @param capacity rows of a batch
   * @param numFields of each
   */
  RowCopies(int capacity, int numFields) {
    own = new InternalRow[capacity];
    begins = new int[capacity];
    lengths = new int[capacity];
    shown = new UnsafeRow(numFields);
  }

  int size() {
    return size;
  }

  void clear() {
    Arrays.fill(own, 0, size, null);
    used = 0;
    size = 0;
  }

  /** Adds a copy of a row. */
  void add(InternalRow row) {
    if (row instanceof UnsafeRow unsafe && unsafe.getSizeInBytes() <= MOST_KEPT - used) {
      begins[size] = used;
      lengths[size] = unsafe.getSizeInBytes();
      used += lengths[size];
      if (used > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.min(MOST_KEPT, 2 * used));
      }
      unsafe.writeToMemory(bytes, Platform.BYTE_ARRAY_OFFSET + begins[size]);
    } else {
      own[size] = row.copy();
    }
    size++;
  }

  /** A row, until the next call. */
  InternalRow get(int place) {
    if (own[place] != null) {
      return own[place];
    }
    shown.pointTo(bytes, Platform.BYTE_ARRAY_OFFSET + begins[place], lengths[place]);
    return shown;
  }
}
