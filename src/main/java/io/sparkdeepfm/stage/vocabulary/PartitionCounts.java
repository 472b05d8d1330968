package io.sparkdeepfm.stage.vocabulary;

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

  private final CountTokens plan;
  private final TokenSource source;

  /** What has been counted and still has to go out. */
  private Iterator<Row> shards = Collections.emptyIterator();

  PartitionCounts(CountTokens plan, TokenSource source) {
    this.plan = plan;
    this.source = source;
  }

  @Override
  public boolean hasNext() {
    while (!shards.hasNext() && source.hasNext()) {
      shards = counted();
    }
    return shards.hasNext();
  }

  @Override
  public Row next() {
    return hasNext() ? shards.next() : Collections.<Row>emptyIterator().next();
  }

  private Iterator<Row> counted() {
    TokenCounter[] ofVocabulary = new TokenCounter[plan.numVocabularies()];
    for (int v = 0; v < ofVocabulary.length; v++) {
      ofVocabulary[v] = new TokenCounter();
    }
    TokenCounter[] ofColumn = new TokenCounter[plan.vocabularyOf().length];
    for (int c = 0; c < ofColumn.length; c++) {
      ofColumn[c] = ofVocabulary[plan.vocabularyOf()[c]];
    }
    boolean[] present = new boolean[ofColumn.length];
    source.begin(ofColumn, present);
    do {
      source.countSome();
    } while (source.hasNext() && memory(ofVocabulary) <= plan.maxMemory());
    return sharded(ofVocabulary, present);
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
