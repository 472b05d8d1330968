package io.sparkdeepfm.stage.vocabulary;

import io.sparkdeepfm.stage.token.TokenColumn;
import java.util.Iterator;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Cells in column batches, column by column. */
final class BatchTokens implements TokenSource {
  private final Iterator<ColumnarBatch> batches;
  private final ColumnTokens[] columns;
  private int batchLength; // read once: looking for a next batch may change it
  private int done; // rows of the batch
  private long rowNumber; // of the batch's first row
  private boolean[] present;

  /**
   * @param columns what to read
   * @param positions of the columns in a batch
   */
  BatchTokens(TokenColumn[] columns, int[] positions, Iterator<ColumnarBatch> batches) {
    this.batches = batches;
    this.columns = new ColumnTokens[columns.length];
    for (int c = 0; c < columns.length; c++) {
      this.columns[c] = new ColumnTokens(columns[c], positions[c]);
    }
  }

  @Override
  public boolean hasNext() {
    while (done == batchLength) {
      if (!batches.hasNext()) {
        return false;
      }
      rowNumber += batchLength;
      ColumnarBatch batch = batches.next();
      batchLength = batch.numRows();
      done = 0;
      for (ColumnTokens column : columns) {
        column.moveTo(batch);
      }
    }
    return true;
  }

  @Override
  public void begin(TokenCounter[] counters, boolean[] columnsPresent) {
    present = columnsPresent;
    for (int c = 0; c < columns.length; c++) {
      columns[c].countInto(counters[c]);
    }
  }

  @Override
  public void countSome() {
    int end = Math.min(batchLength, done + ROWS_AT_A_TIME);
    for (int c = 0; c < columns.length; c++) {
      long firstCell = (rowNumber + done) * columns.length + c;
      present[c] |= columns[c].count(done, end, firstCell, columns.length);
    }
    done = end;
  }
}
