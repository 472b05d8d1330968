package io.sparkdeepfm.stage;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * The token counts of one partition as rows (vocabulary, token, count), in bounded memory: once the
 * tables are full, their counts go out and new ones begin, so that a token may come several times.
 *
 * <p>Beside the V vocabularies there is a pseudo-vocabulary V + c per column c, with one empty
 * token if the column holds any value.
 */
final class PartitionCounts implements Iterator<Row> {
  private static final byte[] EMPTY = {};
  private static final int ROWS_BETWEEN_CHECKS = 256;

  private final CountTokens plan;
  private final Iterator<Row> rows;
  private final ColumnCounts[] columns;
  private final TokenCounter[] counters;
  private long rowNumber;

  /** What goes out next is token {@code token} of {@code vocabulary}. */
  private int vocabulary;

  private int token;

  PartitionCounts(CountTokens plan, Iterator<Row> rows) {
    this.plan = plan;
    this.rows = rows;
    columns = new ColumnCounts[plan.readers().length];
    counters = new TokenCounter[plan.numVocabularies() + columns.length];
    vocabulary = counters.length;
  }

  @Override
  public boolean hasNext() {
    skipFinishedVocabularies();
    while (vocabulary == counters.length && rows.hasNext()) {
      fill();
      skipFinishedVocabularies();
    }
    return vocabulary < counters.length;
  }

  private void skipFinishedVocabularies() {
    while (vocabulary < counters.length && token == counters[vocabulary].size()) {
      vocabulary++;
      token = 0;
    }
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    TokenCounter counter = counters[vocabulary];
    Row row = RowFactory.create(vocabulary, counter.token(token), counter.count(token));
    token++;
    return row;
  }

  private void fill() {
    startAnew();
    int untilCheck = ROWS_BETWEEN_CHECKS;
    boolean full = false;
    while (!full && rows.hasNext()) {
      count(rows.next());
      if (--untilCheck == 0) {
        full = memory() > plan.maxMemory();
        untilCheck = ROWS_BETWEEN_CHECKS;
      }
    }
    for (int c = 0; c < columns.length; c++) {
      if (columns[c].numTokens > 0) {
        counters[plan.numVocabularies() + c].add(EMPTY, 0, 0, 0);
      }
    }
  }

  private void startAnew() {
    for (int v = 0; v < counters.length; v++) {
      counters[v] = new TokenCounter();
    }
    for (int c = 0; c < columns.length; c++) {
      columns[c] = new ColumnCounts(counters[plan.vocabularyOf()[c]]);
    }
    vocabulary = 0;
    token = 0;
  }

  private void count(Row row) {
    for (int c = 0; c < columns.length; c++) {
      Object value = row.get(c);
      if (value != null) {
        int weightsAt = plan.weightsAt()[c];
        columns[c].cell = rowNumber * columns.length + c;
        plan.readers()[c].read(value, weightsAt < 0 ? null : row.get(weightsAt), columns[c]);
      }
    }
    rowNumber++;
  }

  private long memory() {
    long memory = 0;
    for (TokenCounter counter : counters) {
      memory += counter.memory();
    }
    return memory;
  }

  /** Adds the tokens of one column to its vocabulary's counter. */
  private static final class ColumnCounts implements TokenSink {
    private final TokenCounter counter;
    private long cell;
    private long numTokens;

    ColumnCounts(TokenCounter counter) {
      this.counter = counter;
    }

    @Override
    public void accept(byte[] source, int begin, int end, double weight) {
      counter.add(source, begin, end, cell);
      numTokens++;
    }
  }
}
