package io.sparkdeepfm.stage.vocabulary;

import java.util.Iterator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;

/**
 * Merges the runs of {@link MergeCounts}, whose parts come sorted by vocabulary and first token,
 * cuts the vocabularies by size and packs what stays into {@link TokenChunk}s.
 *
 * @param maxSize by number of the vocabulary: at most so many tokens are kept
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RankTokens(int[] maxSize) implements MapPartitionsFunction<Row, Row> {
  @Override
  public Iterator<Row> call(Iterator<Row> parts) {
    return new PackTokens().call(new RankedTokens(maxSize, parts));
  }
}
