package io.sparkdeepfm.model;

import java.util.Arrays;

/**
 * Numbers the distinct rows that it is shown in order of first appearance: a hash table with open
 * addressing, for one thread, which allocates when it must hold more than ever before.
 */
final class RowSlots {
  private static final int EMPTY = -1;

  private int[] keys = new int[0];
  private int[] slots = new int[0];
  private int[] rows = new int[0];
  private int size;
  private int shift;

  /** Forgets all rows, and makes room for some number of distinct ones. */
  void begin(int maxRows) {
    if (maxRows > rows.length) {
      rows = new int[maxRows];
    }
    int bits = 32 - Integer.numberOfLeadingZeros(Math.max(1, 2 * maxRows - 1));
    if (1 << bits > keys.length) {
      keys = new int[1 << bits];
      slots = new int[1 << bits];
    }
    shift = 32 - bits;
    Arrays.fill(keys, 0, 1 << bits, EMPTY);
    size = 0;
  }

  /** Number of distinct rows. */
  int size() {
    return size;
  }

  /** The distinct rows by their numbers. */
  int[] rows() {
    return rows;
  }

  /** The number of a row ≥ 0; a new row gets the next one. */
  int slotOf(int row) {
    int h = place(row);
    if (keys[h] == EMPTY) {
      keys[h] = row;
      slots[h] = size;
      rows[size] = row;
      return size++;
    }
    return slots[h];
  }

  /** The number of a row that was shown, else −1. */
  int find(int row) {
    int h = place(row);
    return keys[h] == EMPTY ? -1 : slots[h];
  }

  /** Where a row is, or where it would go. */
  private int place(int row) {
    int mask = (1 << (32 - shift)) - 1;
    int h = (row * 0x85EBCA6B) >>> shift;
    while (keys[h] != row && keys[h] != EMPTY) {
      h = (h + 1) & mask;
    }
    return h;
  }
}
