package io.sparkdeepfm.stage.vocabulary;

import io.sparkdeepfm.token.PackedBytes;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

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
    return TokenChunk.pack(new RankedTokens(maxSize, parts));
  }

  /**
   * Rows (vocabulary, index, token, count) from sorted runs. A part is opened when its first
   * token's turn comes, so that about one part per run is held at a time.
   */
  static final class RankedTokens implements Iterator<Row> {
    private final int[] maxSize;
    private final Iterator<Row> parts;
    private final PriorityQueue<OpenPart> open = new PriorityQueue<>();
    private OpenPart nextPart;
    private int vocabulary = -1;

    /** Index of the token that went out last. */
    private int index;

    RankedTokens(int[] maxSize, Iterator<Row> parts) {
      this.maxSize = maxSize;
      this.parts = parts;
      advance();
    }

    private void advance() {
      nextPart = parts.hasNext() ? new OpenPart(parts.next()) : null;
    }

    @Override
    public boolean hasNext() {
      if (vocabulary >= 0 && index == maxSize[vocabulary]) {
        open.clear();
        while (nextPart != null && nextPart.vocabulary == vocabulary) {
          advance();
        }
      }
      if (open.isEmpty() && nextPart != null && nextPart.vocabulary != vocabulary) {
        vocabulary = nextPart.vocabulary;
        index = 0;
        return hasNext();
      }
      return !open.isEmpty() || nextPart != null;
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      while (nextPart != null
          && nextPart.vocabulary == vocabulary
          && (open.isEmpty() || nextPart.compareTo(open.peek()) <= 0)) {
        open.add(nextPart);
        advance();
      }
      OpenPart part = open.remove();
      MergeCounts.CountedToken token = part.head;
      if (part.reader.hasRemaining()) {
        part.read();
        open.add(part);
      }
      return RowFactory.create(vocabulary, ++index, token.token(), token.count());
    }

    /** A part of a run from its first token on that has not gone out. */
    private static final class OpenPart implements Comparable<OpenPart> {
      private final int vocabulary;
      private final PackedBytes.Reader reader;
      private MergeCounts.CountedToken head;

      OpenPart(Row row) {
        vocabulary = row.getInt(0);
        reader = new PackedBytes.Reader(row.getAs(3));
        read();
      }

      private void read() {
        long count = reader.number();
        head = new MergeCounts.CountedToken(count, reader.copyText());
      }

      @Override
      public int compareTo(OpenPart other) {
        return head.compareTo(other.head);
      }
    }
  }
}
