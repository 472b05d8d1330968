package io.sparkdeepfm.engine.cuda;

import io.sparkdeepfm.engine.cpu.RowUpdates;
import java.util.Arrays;

/** Rows of all tables, numbered through as on the device, and the same table by table. */
final class RowsByTable {
  private RowsByTable() {}

  /** The gradients of the mini-batch's rows, by table. */
  static RowUpdates[] gradients(BatchRows batch, DeviceTables tables) {
    int[] all = new int[batch.counts().getInt(0)];
    batch.rows().get(0, all, 0, all.length);
    float[] values = new float[Math.multiplyExact(all.length, tables.rowLength())];
    batch.gradients().get(0, values, 0, values.length);
    RowUpdates[] result = new RowUpdates[tables.numTables()];
    int begin = 0;
    for (int table = 0; table < result.length; table++) {
      int end = begin;
      while (end < all.length && all[end] < tables.firstRow(table + 1)) {
        all[end] -= (int) tables.firstRow(table);
        end++;
      }
      result[table] =
          new RowUpdates(
              Arrays.copyOfRange(all, begin, end),
              Arrays.copyOfRange(values, begin * tables.rowLength(), end * tables.rowLength()),
              null);
      begin = end;
    }
    return result;
  }

  /** Gives a mini-batch's rows and gradients to the device. */
  static void put(RowUpdates[] updates, BatchRows batch, DeviceTables tables) {
    int total = Arrays.stream(updates).mapToInt(table -> table.rows().length).sum();
    int[] all = new int[total];
    float[] values = new float[Math.multiplyExact(total, tables.rowLength())];
    int done = 0;
    for (int table = 0; table < updates.length; table++) {
      int[] ofTable = updates[table].rows();
      System.arraycopy(
          updates[table].values(),
          0,
          values,
          done * tables.rowLength(),
          ofTable.length * tables.rowLength());
      for (int row : ofTable) {
        all[done++] = (int) (tables.firstRow(table) + row);
      }
    }
    batch.put(all, values);
  }
}
