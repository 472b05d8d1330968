package io.sparkdeepfm.scan;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.Function1;

/** The rows of a {@link CellProjection} over batches. */
final class ProjectedRows implements Iterator<Row> {
  /** Rows computed column by column at a time: their cells stay in the cache. */
  private static final int CHUNK = 512;

  private final Iterator<ColumnarBatch> batches;
  private final CellResults[] cells;
  private final Expression[] outputs;
  private final Function1<?, ?>[] converters;
  private final Object[][] columns;
  private final Object[] row;
  private ColumnarBatch batch;
  private int batchLength; // read once: looking for a next batch may change it
  private int begin; // of the chunk in the batch
  private int length; // of the chunk
  private int next; // row of the chunk

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of generic functions
  ProjectedRows(CellProjection projection, Iterator<ColumnarBatch> batches) {
    this.batches = batches;
    List<Cell> all = projection.cells();
    cells = all.stream().map(CellResults::new).toArray(CellResults[]::new);
    outputs = projection.outputs().toArray(new Expression[0]);
    converters = new Function1[outputs.length];
    for (int i = 0; i < outputs.length; i++) {
      converters[i] = CatalystTypeConverters.createToScalaConverter(outputs[i].dataType());
    }
    columns = new Object[cells.length][CHUNK];
    row = new Object[cells.length];
  }

  @Override
  public boolean hasNext() {
    while (next == length) {
      if (begin + length == batchLength) {
        if (!batches.hasNext()) {
          return false;
        }
        nextBatch();
      } else {
        computeChunk(begin + length);
      }
    }
    return true;
  }

  private void nextBatch() {
    batch = batches.next();
    batchLength = batch.numRows();
    for (CellResults cell : cells) {
      cell.moveTo(batch);
    }
    computeChunk(0);
  }

  private void computeChunk(int from) {
    begin = from;
    length = Math.min(CHUNK, batchLength - from);
    next = 0;
    for (int c = 0; c < cells.length; c++) {
      cells[c].compute(batch, begin, length, columns[c]);
    }
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    for (int c = 0; c < row.length; c++) {
      row[c] = columns[c][next];
    }
    next++;
    GenericInternalRow internal = new GenericInternalRow(row);
    Object[] values = new Object[outputs.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = convert(converters[i], outputs[i].eval(internal));
    }
    return RowFactory.create(values);
  }

  @SuppressWarnings("unchecked")
  private static Object convert(Function1<?, ?> converter, Object value) {
    return ((Function1<Object, Object>) converter).apply(value);
  }
}
