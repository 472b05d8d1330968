package io.sparkdeepfm.engine.cpu;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;

/**
 * What a merge task makes of the workers' rows: the averages of each segment, for every worker that
 * has the rows. It holds one segment at a time.
 */
final class MergedRows implements Iterator<RowMessage> {
  private final Iterator<RowMessage> messages;
  private final Averaging averaging;
  private final int steps;
  private final int numWorkers;
  private final Map<Long, RowHolders> holders = new HashMap<>();
  private final boolean forAll; // whether every worker has every row
  private final BitSet senders = new BitSet();
  private final Queue<RowMessage> merged = new ArrayDeque<>(); // of the current segment
  private RowMessage next; // first of the segment after the current one

  /**
   * @param sent by all workers, sorted by segment
   * @param held of the segments that are merged here; null if every worker has every row
   * @param steps of the round
   */
  MergedRows(
      Iterator<RowMessage> sent,
      Iterator<RowHolders> held,
      Averaging averaging,
      int steps,
      int numWorkers) {
    messages = sent;
    this.averaging = averaging;
    this.steps = steps;
    this.numWorkers = numWorkers;
    forAll = held == null;
    if (!forAll) {
      held.forEachRemaining(segment -> holders.put(segment.segment(), segment));
    }
    next = messages.hasNext() ? messages.next() : null;
    while (next != null && next.isGreeting()) {
      senders.set(next.worker());
      next = messages.hasNext() ? messages.next() : null;
    }
    for (int worker = 0; worker < numWorkers; worker++) {
      merged.add(RowMessage.greeting(RowMessage.GREETING, worker).from(senders));
    }
  }

  @Override
  public boolean hasNext() {
    while (merged.isEmpty() && next != null) {
      mergeSegment();
    }
    return !merged.isEmpty();
  }

  @Override
  public RowMessage next() {
    if (!hasNext()) {
      throw new NoSuchElementException("All segments have been merged.");
    }
    return merged.remove();
  }

  private void mergeSegment() {
    long segment = next.segment();
    List<RowMessage> parts = new ArrayList<>();
    while (next != null && next.segment() == segment) {
      parts.add(next);
      next = messages.hasNext() ? messages.next() : null;
    }
    parts.sort(Comparator.comparingInt(RowMessage::worker));
    RowUpdates average =
        averaging.merge(parts.stream().map(RowMessage::rows).toList(), steps).withoutWeights();
    RowHolders held = forAll ? null : holders.get(segment);
    int[] homes = homes(segment, held, average.rows());
    for (int worker = 0; worker < numWorkers; worker++) {
      add(segment, worker, average, own(worker, homes), true);
      add(segment, worker, average, others(worker, held, homes, average.rows()), false);
    }
  }

  private void add(long segment, int worker, RowUpdates average, BitSet places, boolean home) {
    if (!places.isEmpty()) {
      merged.add(new RowMessage(segment, worker, average.select(places), home).from(senders));
    }
  }

  /** By place, the worker that returns a row to the driver; −1 for rows that nobody needs. */
  private int[] homes(long segment, RowHolders held, int[] rows) {
    int[] homes = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      homes[i] =
          forAll ? (int) (segment % numWorkers) : held == null ? -1 : held.firstOfSeveral(rows[i]);
    }
    return homes;
  }

  private static BitSet own(int worker, int[] homes) {
    BitSet places = new BitSet();
    for (int i = 0; i < homes.length; i++) {
      if (homes[i] == worker) {
        places.set(i);
      }
    }
    return places;
  }

  /** Places of rows that a worker has and another returns. */
  private BitSet others(int worker, RowHolders held, int[] homes, int[] rows) {
    BitSet places = new BitSet();
    for (int i = 0; i < homes.length; i++) {
      boolean has = forAll || (homes[i] >= 0 && held.hasRow(worker, rows[i]));
      if (has && homes[i] != worker) {
        places.set(i);
      }
    }
    return places;
  }
}
