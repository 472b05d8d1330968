package io.sparkdeepfm.model;

import java.util.Arrays;

/**
 * Numbers the distinct rows that it is shown in order of first appearance: a hash table with open
 * addressing, for one thread, which allocates when it must hold more than ever before. The {@link
 * #rows} stay when another begins with the same memory; nothing can be found then.
 */
final class RowSlots {
  private static final int EMPTY = -1;

  private static final int FEWEST_ROWS = 64;

  private final Memory memory;
  private int[] keys = new int[0]; // of the memory
  private int[] slots = new int[0]; // of the memory
  private int[] rows = new int[0];
  private int size;
  private int shift;

  /** The hash table, which several may share that number rows one after the other. */
  static final class Memory {
    private int[] keys = new int[0];
    private int[] slots = new int[0];
  }

  RowSlots(Memory memory) {
    this.memory = memory;
  }

  /** Forgets all rows, and makes room for some number of distinct ones. */
  void begin(int maxRows) {
    int bits = 32 - Integer.numberOfLeadingZeros(Math.max(1, 2 * maxRows - 1));
    if (1 << bits > memory.keys.length) {
      memory.keys = new int[1 << bits];
      memory.slots = new int[1 << bits];
    }
    keys = memory.keys;
    slots = memory.slots;
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
      if (size == rows.length) {
        rows = Arrays.copyOf(rows, Math.max(FEWEST_ROWS, 2 * size));
      }
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
