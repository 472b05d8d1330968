package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.engine.cpu.RowExchange.Receipt;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * A worker's rows of one averaging round: what it has to send, until the average is applied, and
 * what it has received. Sending and receiving may be repeated, as Spark repeats tasks, and change
 * nothing in the replica; {@link #commit} alone does.
 */
final class RoundRows {
  private RowUpdates[] own = {}; // by table; none outside of a round
  private List<RowMessage> received = List.of();

  /** Begins a round with the rows that the worker's steps have touched. */
  void begin(RowUpdates[] touched) {
    own = touched;
    received = List.of();
  }

  /** What the worker sends, one segment after the other. */
  Iterator<RowMessage> messages(int worker) {
    return new Segments(own, worker);
  }

  /** Rows cut into segments, one at a time. */
  private static final class Segments implements Iterator<RowMessage> {
    private final RowUpdates[] tables;
    private final int worker;
    private int table;
    private int from;

    Segments(RowUpdates[] tables, int worker) {
      this.tables = tables;
      this.worker = worker;
    }

    @Override
    public boolean hasNext() {
      while (table < tables.length && from == tables[table].rows().length) {
        table++;
        from = 0;
      }
      return table < tables.length;
    }

    @Override
    public RowMessage next() {
      if (!hasNext()) {
        throw new NoSuchElementException("All rows have been sent.");
      }
      int[] rows = tables[table].rows();
      long segment = RowMessage.segment(table, rows[from]);
      int to = from + 1;
      while (to < rows.length && RowMessage.segment(table, rows[to]) == segment) {
        to++;
      }
      RowMessage message = new RowMessage(segment, worker, tables[table].slice(from, to));
      from = to;
      return message;
    }
  }

  /** Keeps the merged rows of all workers, in place of any that came before. */
  Receipt receive(List<RowMessage> merged) {
    received = merged;
    long bytesSent = 0;
    long missing = 0;
    for (RowUpdates rows : own) {
      bytesSent += rows.bytes();
      missing += rows.rows().length;
    }
    for (RowMessage message : merged) {
      missing -= common(message.rows().rows(), own.length == 0 ? null : own[message.table()]);
    }
    return Receipt.of(merged, missing == 0, bytesSent);
  }

  /** How many of the worker's own rows are among ascending ones. */
  private static int common(int[] rows, RowUpdates own) {
    if (own == null) {
      return 0;
    }
    int found = Arrays.binarySearch(own.rows(), rows[0]);
    int place = found < 0 ? -1 - found : found;
    int common = 0;
    for (int row : rows) {
      while (place < own.rows().length && own.rows()[place] < row) {
        place++;
      }
      common += place < own.rows().length && own.rows()[place] == row ? 1 : 0;
    }
    return common;
  }

  /** Applies what was received and ends the round. */
  void commit(Replica replica, float[] dense) {
    for (RowMessage message : received) {
      replica.state().applyAverage(message.table(), message.rows(), replica.step());
    }
    replica.state().setDense(dense);
    own = new RowUpdates[0];
    received = List.of();
  }
}
