package io.sparkdeepfm.data;

import java.io.Serializable;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Some rows of an embedding table, numbered in ascending order: a row's number among them is its
 * slot. A bit and half a bit per row of the table; a look-up reads two places of memory.
 */
public final class RowSet implements Serializable { // no record: Kryo cannot make them
  private final long[] words; // bit r for row r
  private final int[] before; // by word, rows of the words before it
  private final int size;

  public RowSet(BitSet rows) {
    words = rows.toLongArray();
    before = new int[words.length];
    int sum = 0;
    for (int w = 0; w < words.length; w++) {
      before[w] = sum;
      sum += Long.bitCount(words[w]);
    }
    size = sum;
  }

  /** Number of rows. */
  public int size() {
    return size;
  }

  public boolean contains(int row) {
    int word = row >>> 6;
    return word < words.length && (words[word] >>> row & 1) != 0;
  }

  /** The slot of a row, in [0, {@link #size}); −1 if it is not in the set. */
  public int slot(int row) {
    return contains(row) ? before[row >>> 6] + Long.bitCount(words[row >>> 6] & ~(-1L << row)) : -1;
  }

  /** The rows, by slot. */
  public int[] rows() {
    int[] rows = new int[size];
    int done = 0;
    for (int w = 0; w < words.length; w++) {
      for (long left = words[w]; left != 0; left &= left - 1) {
        rows[done++] = w << 6 | Long.numberOfTrailingZeros(left);
      }
    }
    return rows;
  }

  /** The rows of this set or another. */
  public RowSet union(RowSet other) {
    BitSet all = BitSet.valueOf(words);
    all.or(BitSet.valueOf(other.words));
    return new RowSet(all);
  }

  /** Bits {@code [64 from, 64 to)}, one per row; beyond the last row all 0. */
  public long[] words(int from, int to) {
    int begin = Math.min(from, words.length);
    return Arrays.copyOf(Arrays.copyOfRange(words, begin, Math.max(begin, to)), to - from);
  }

  /** Words that hold all bits. */
  public int numWords() {
    return words.length;
  }
}
