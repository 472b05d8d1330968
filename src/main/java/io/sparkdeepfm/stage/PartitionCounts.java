package io.sparkdeepfm.stage;

import java.util.Collections;
import java.util.Iterator;
import org.apache.spark.sql.Row;

/**
 * The token counts of one partition, shard by shard, in bounded memory: once the tables are full,
 * their counts go out and new ones begin, so that a token may come several times.
 *
 * <p>Beside the V vocabularies there is a pseudo-vocabulary V + c per column c, with one empty
 * token if the column holds any value.
 */
final class PartitionCounts implements Iterator<Row> {
  private static final byte[] EMPTY = {};
  private static final int ROWS_BETWEEN_CHECKS = 256;

  private final CountTokens plan;
  private final Iterator<byte[]> rows;
  private final int numColumns;
  private long rowNumber;

  /** What has been counted and still has to go out. */
  private Iterator<Row> shards = Collections.emptyIterator();

  PartitionCounts(CountTokens plan, Iterator<byte[]> rows) {
    this.plan = plan;
    this.rows = rows;
    numColumns = plan.vocabularyOf().length;
  }

  @Override
  public boolean hasNext() {
    while (!shards.hasNext() && rows.hasNext()) {
      shards = counted();
    }
    return shards.hasNext();
  }

  @Override
  public Row next() {
    return hasNext() ? shards.next() : Collections.<Row>emptyIterator().next();
  }

  private Iterator<Row> counted() {
    TokenCounter[] counters = new TokenCounter[plan.numVocabularies()];
    for (int v = 0; v < counters.length; v++) {
      counters[v] = new TokenCounter();
    }
    boolean[] present = new boolean[numColumns];
    int untilCheck = ROWS_BETWEEN_CHECKS;
    boolean full = false;
    while (!full && rows.hasNext()) {
      count(rows.next(), counters, present);
      if (--untilCheck == 0) {
        full = memory(counters) > plan.maxMemory();
        untilCheck = ROWS_BETWEEN_CHECKS;
      }
    }
    return sharded(counters, present);
  }

  private void count(byte[] packed, TokenCounter[] counters, boolean[] present) {
    PackedReader reader = new PackedReader(packed);
    for (int c = 0; c < numColumns; c++) {
      TokenCounter counter = counters[plan.vocabularyOf()[c]];
      boolean single = !plan.multiValued()[c];
      long cell = rowNumber * numColumns + c;
      while (reader.number() != 0) {
        reader.text();
        if (single) {
          counter.add(reader.source(), reader.textBegin(), reader.textEnd());
        } else {
          counter.add(reader.source(), reader.textBegin(), reader.textEnd(), cell);
        }
        present[c] = true;
      }
    }
    rowNumber++;
  }

  private static long memory(TokenCounter[] counters) {
    long memory = 0;
    for (TokenCounter counter : counters) {
      memory += counter.memory();
    }
    return memory;
  }

  private static Iterator<Row> sharded(TokenCounter[] counters, boolean[] present) {
    ShardWriter writer = new ShardWriter();
    for (int v = 0; v < counters.length; v++) {
      writer.add(v, counters[v].sums());
    }
    for (int c = 0; c < present.length; c++) {
      if (present[c]) {
        TokenSums value = new TokenSums();
        value.add(EMPTY, 0, 0, 1);
        writer.add(counters.length + c, value);
      }
    }
    return writer.rows();
  }
}
