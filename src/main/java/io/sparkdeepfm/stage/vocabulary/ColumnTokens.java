package io.sparkdeepfm.stage.vocabulary;

import io.sparkdeepfm.scan.DictionaryColumn;
import io.sparkdeepfm.stage.token.TokenColumn;
import java.util.Arrays;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * The cells of one column in batch after batch. A single token is looked up once per entry of the
 * column's dictionary; from then on its number is known.
 */
final class ColumnTokens {
  private final TokenColumn column;
  private final int position;
  private final DictionaryColumn dictionary = new DictionaryColumn();

  /** By entry of the dictionary: 1 + the number of its token; 0 where not known. */
  private int[] tokens = new int[16];

  private ColumnarBatch batch;
  private TokenCounter counter;

  ColumnTokens(TokenColumn column, int position) {
    this.column = column;
    this.position = position;
  }

  /** Changes the counter, which numbers the tokens anew. */
  void countInto(TokenCounter next) {
    counter = next;
    Arrays.fill(tokens, 0);
  }

  void moveTo(ColumnarBatch next) {
    batch = next;
    if (!dictionary.moveTo(batch.column(position))) {
      Arrays.fill(tokens, 0);
    }
  }

  /**
   * Counts the cells of the rows {@code [begin, end)} of the batch.
   *
   * @param firstCell number of the first one
   * @param cellsPerRow by how much the numbers of two rows' cells differ
   * @return whether one of them holds a token
   */
  boolean count(int begin, int end, long firstCell, int cellsPerRow) {
    boolean byEntry = !column.multiValued() && dictionary.hasNumbers();
    return byEntry ? countEntries(begin, end) : countCells(begin, end, firstCell, cellsPerRow);
  }

  private boolean countEntries(int begin, int end) {
    ColumnVector cells = batch.column(position);
    boolean present = false;
    for (int row = begin; row < end; row++) {
      if (!cells.isNullAt(row)) {
        counter.addAgain(token(row));
        present = true;
      }
    }
    return present;
  }

  private int token(int row) {
    int entry = dictionary.number(row);
    if (entry >= tokens.length) {
      tokens = Arrays.copyOf(tokens, Math.max(entry + 1, 2 * tokens.length));
    }
    if (tokens[entry] == 0) {
      column
          .reader()
          .read(
              batch.getRow(row),
              position,
              (source, from, to, weight) -> tokens[entry] = 1 + counter.number(source, from, to));
    }
    return tokens[entry] - 1;
  }

  private boolean countCells(int begin, int end, long firstCell, int cellsPerRow) {
    boolean[] present = new boolean[1];
    ColumnVector cells = batch.column(position);
    for (int row = begin; row < end; row++) {
      if (!cells.isNullAt(row)) {
        long cell = firstCell + (long) (row - begin) * cellsPerRow;
        column
            .reader()
            .read(
                batch.getRow(row),
                position,
                (source, from, to, weight) -> {
                  present[0] = true;
                  add(source, from, to, cell);
                });
      }
    }
    return present[0];
  }

  private void add(byte[] source, int from, int to, long cell) {
    if (column.multiValued()) {
      counter.add(source, from, to, cell);
    } else {
      counter.add(source, from, to);
    }
  }
}
