package io.sparkdeepfm.stage.vocabulary;

import io.sparkdeepfm.stage.token.PackedReader;
import java.util.Iterator;

/** Cells as {@link PackCells} packs them, row by row. */
final class PackedTokens implements TokenSource {
  private final boolean[] multiValued;
  private final Iterator<byte[]> rows;
  private long rowNumber;
  private TokenCounter[] counters;
  private boolean[] present;

  /**
   * @param multiValued whether a cell of each column may hold several tokens
   */
  PackedTokens(boolean[] multiValued, Iterator<byte[]> rows) {
    this.multiValued = multiValued;
    this.rows = rows;
  }

  @Override
  public boolean hasNext() {
    return rows.hasNext();
  }

  @Override
  public void begin(TokenCounter[] ofColumns, boolean[] columnsPresent) {
    counters = ofColumns;
    present = columnsPresent;
  }

  @Override
  public void countSome() {
    for (int i = 0; i < ROWS_AT_A_TIME && rows.hasNext(); i++) {
      count(new PackedReader(rows.next()));
    }
  }

  private void count(PackedReader reader) {
    for (int c = 0; c < counters.length; c++) {
      long cell = rowNumber * counters.length + c;
      while (reader.number() != 0) {
        reader.text();
        if (multiValued[c]) {
          counters[c].add(reader.source(), reader.textBegin(), reader.textEnd(), cell);
        } else {
          counters[c].add(reader.source(), reader.textBegin(), reader.textEnd());
        }
        present[c] = true;
      }
    }
    rowNumber++;
  }
}
