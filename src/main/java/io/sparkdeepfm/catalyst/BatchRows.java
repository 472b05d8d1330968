package io.sparkdeepfm.catalyst;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;

/** Rows of a projection, computed a batch at a time; each is overwritten by the next. */
final class BatchRows implements Iterator<InternalRow> {
  private final Iterator<InternalRow> rows;
  private final UnsafeProjection keep;
  private final List<BatchGroup.Values> batches;
  private final int batchSize;
  private final UnsafeProjection project;
  private final GenericInternalRow computed;
  private final JoinedRow joined = new JoinedRow();
  private final List<InternalRow> held;
  private final List<InputBlock> blocks; // that the held rows were read from
  private InputBlock reading = InputBlock.NONE; // where the rows after these are read
  private InputBlock shown = InputBlock.NONE;
  private int next;

  /**
   * @param keep takes from a row what is kept of it; null for all
   * @param batches what to compute
   * @param numComputed columns that they have in all
   * @param project makes the outcome from what is kept and then what is computed
   */
  BatchRows(
      Iterator<InternalRow> rows,
      UnsafeProjection keep,
      List<BatchGroup.Values> batches,
      int numComputed,
      int batchSize,
      UnsafeProjection project) {
    this.rows = rows;
    this.keep = keep;
    this.batches = batches;
    this.batchSize = batchSize;
    this.project = project;
    computed = new GenericInternalRow(numComputed);
    held = new ArrayList<>(batchSize);
    blocks = new ArrayList<>(batchSize);
  }

  @Override
  public boolean hasNext() {
    return next < held.size() || hasMore();
  }

  @Override
  public InternalRow next() {
    if (next == held.size()) {
      readBatch();
    }
    int place = next++;
    show(blocks.get(place));
    int column = 0;
    for (BatchGroup.Values batch : batches) {
      column = batch.put(place, computed, column);
    }
    return project.apply(joined.apply(held.get(place), computed));
  }

  /** Whether there are rows to read; asked where they are read. */
  private boolean hasMore() {
    show(reading);
    boolean more = rows.hasNext();
    reading = InputBlock.current(reading);
    shown = reading;
    return more;
  }

  private void readBatch() {
    if (!hasMore()) {
      throw new NoSuchElementException();
    }
    held.clear();
    blocks.clear();
    next = 0;
    do {
      InternalRow row = rows.next();
      batches.forEach(batch -> batch.add(row));
      held.add((keep == null ? row : keep.apply(row)).copy());
      reading = InputBlock.current(reading);
      shown = reading;
      blocks.add(reading);
    } while (held.size() < batchSize && hasMore());
    batches.forEach(BatchGroup.Values::compute);
  }

  /** Tells functions such as {@code input_file_name} that a row comes from there. */
  @SuppressWarnings("ReferenceEquality") // asked for each row
  private void show(InputBlock block) {
    if (block != shown) {
      block.show();
      shown = block;
    }
  }
}
