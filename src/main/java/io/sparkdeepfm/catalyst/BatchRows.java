package io.sparkdeepfm.catalyst;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.unsafe.types.UTF8String;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;

/** Rows of a projection, computed a batch at a time; each is overwritten by the next. */
final class BatchRows extends AbstractIterator<InternalRow> {
  private final Iterator<InternalRow> rows;
  private final UnsafeProjection keep;
  private final List<BatchExpressions.Group.Values> batches;
  private final int batchSize;
  private final UnsafeProjection project;
  private final GenericInternalRow computed;
  private final JoinedRow joined = new JoinedRow();
  private final RowCopies held;
  private final List<InputBlock> blocks; // that the held rows were read from
  private InputBlock reading = InputBlock.NONE; // where the rows after these are read
  private InputBlock shown = InputBlock.NONE;
  private int next;

  /**
   * @param keep takes from a row what is kept of it; null for all
   * @param numKept columns that are kept
   * @param batches what to compute
   * @param numComputed columns that they have in all
   * @param project makes the outcome from what is kept and then what is computed
   */
  BatchRows(
      Iterator<InternalRow> rows,
      UnsafeProjection keep,
      int numKept,
      List<BatchExpressions.Group.Values> batches,
      int numComputed,
      int batchSize,
      UnsafeProjection project) {
    this.rows = rows;
    this.keep = keep;
    this.batches = batches;
    this.batchSize = batchSize;
    this.project = project;
    computed = new GenericInternalRow(numComputed);
    held = new RowCopies(batchSize, numKept);
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
    for (BatchExpressions.Group.Values batch : batches) {
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
      held.add(keep == null ? row : keep.apply(row));
      reading = InputBlock.current(reading);
      shown = reading;
      blocks.add(reading);
    } while (held.size() < batchSize && hasMore());
    batches.forEach(BatchExpressions.Group.Values::compute);
  }

  /** Tells functions such as {@code input_file_name} that a row comes from there. */
  @SuppressWarnings("ReferenceEquality") // asked for each row
  private void show(InputBlock block) {
    if (block != shown) {
      block.show();
      shown = block;
    }
  }

  /**
   * The part of a file that a task reads at a time, which {@code input_file_name} and its like ask
   * for. Whoever reads rows ahead must set it back when it hands them on.
   *
   * @param path of the file; empty for none
   * @param start of the part in bytes
   * @param length of the part in bytes
   */
  record InputBlock(UTF8String path, long start, long length) {
    static final InputBlock NONE = new InputBlock(UTF8String.EMPTY_UTF8, -1, -1);

    /**
     * What the task reads now.
     *
     * @param last the answer before, given again if it is still true
     */
    @SuppressWarnings("ReferenceEquality") // asked for each row
    static InputBlock current(InputBlock last) {
      UTF8String path = InputFileBlockHolder.getInputFilePath();
      long start = InputFileBlockHolder.getStartOffset();
      if (start == last.start && (path == last.path || path.equals(last.path))) {
        return last;
      }
      return path.numBytes() == 0
          ? NONE
          : new InputBlock(path, start, InputFileBlockHolder.getLength());
    }

    /** Makes this what the task reads now. */
    void show() {
      if (path.numBytes() == 0) {
        InputFileBlockHolder.unset();
      } else {
        InputFileBlockHolder.set(path.toString(), start, length);
      }
    }
  }
}
