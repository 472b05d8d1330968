package io.sparkdeepfm.engine.cpu;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

/**
 * A worker's rows of one averaging round: what it has to send, until the average is applied, and
 * what it has received. Sending and receiving may be repeated, as Spark repeats tasks, and change
 * nothing in the replica; {@link #commit} alone does.
 */
final class RoundRows {
  private final WorkerRows rows;
  private RowUpdates[] own = {}; // by table, as the replica numbers them; none outside of a round
  private RowUpdates[] toSend = {}; // those that another worker may have, as the tables number them
  private List<RowMessage> received = List.of();

  /**
   * @param rows that the replica holds
   */
  RoundRows(WorkerRows rows) {
    this.rows = rows;
  }

  /** Begins a round with the rows that the worker's steps have touched. */
  void begin(ReplicaState state) {
    own = state.takeForAveraging();
    toSend = new RowUpdates[own.length];
    for (int table = 0; table < own.length; table++) {
      toSend[table] = rows.toRows(table, own[table].without(state.alone(table)));
    }
    received = List.of();
  }

  /** Number of rows that {@link #messages} have. */
  long rowsToSend() {
    return Arrays.stream(toSend).mapToLong(table -> table.rows().length).sum();
  }

  /** What the worker sends: a greeting to each merge task, then one segment after the other. */
  Iterator<RowMessage> messages(int worker, int numMergers) {
    return new Segments(toSend, worker, numMergers);
  }

  /** Greetings, and rows cut into segments, one at a time. */
  private static final class Segments implements Iterator<RowMessage> {
    private final RowUpdates[] tables;
    private final int worker;
    private int greetings; // that are still to come
    private int table;
    private int from;

    Segments(RowUpdates[] tables, int worker, int numMergers) {
      this.tables = tables;
      this.worker = worker;
      greetings = numMergers;
    }

    @Override
    public boolean hasNext() {
      while (table < tables.length && from == tables[table].rows().length) {
        table++;
        from = 0;
      }
      return greetings > 0 || table < tables.length;
    }

    @Override
    public RowMessage next() {
      if (!hasNext()) {
        throw new NoSuchElementException("All rows have been sent.");
      }
      if (greetings > 0) {
        greetings--;
        return RowMessage.greeting(RowMessage.GREETING - greetings, worker);
      }
      int[] rows = tables[table].rows();
      long segment = RowMessage.segment(table, rows[from]);
      int to = RowMessage.endOfSegment(rows, from);
      RowMessage message = new RowMessage(segment, worker, tables[table].slice(from, to), false);
      from = to;
      return message;
    }
  }

  /** Keeps merged rows, in place of any that came before. */
  Receipt receive(List<RowMessage> merged) {
    received = merged;
    long changed = Arrays.stream(own).mapToLong(table -> table.rows().length).sum();
    return Receipt.of(merged, changed, Arrays.stream(toSend).mapToLong(RowUpdates::bytes).sum());
  }

  /** Applies what was received, and of the worker's own rows those that nobody else has. */
  void commit(Replica replica, float[] dense) {
    ReplicaState state = replica.state();
    BitSet[] averaged = Stream.generate(BitSet::new).limit(own.length).toArray(BitSet[]::new);
    for (RowMessage message : received) {
      if (!message.isGreeting()) {
        RowUpdates average = rows.toSlots(message.table(), message.rows());
        state.applyAverage(message.table(), average, message.isHome(), replica.step());
        if (own.length > 0) {
          Arrays.stream(average.rows()).forEach(averaged[message.table()]::set);
        }
      }
    }
    for (int table = 0; table < own.length; table++) {
      RowUpdates rest = own[table].without(averaged[table]);
      state.applyAverage(table, rest, true, replica.step());
      Arrays.stream(rest.rows()).forEach(state.alone(table)::set);
    }
    state.setDense(dense);
    own = new RowUpdates[0];
    toSend = own;
    received = List.of();
  }
}
