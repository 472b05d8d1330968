package io.sparkdeepfm.stage.vocabulary;

import io.sparkdeepfm.token.PackedBytes;
import io.sparkdeepfm.token.TokenTable;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Adds up the counts of a partition of {@link CountTokens}, in which the rows of a shard follow one
 * another, and drops rare tokens; what stays goes out in sorted runs.
 *
 * @param known tokens of earlier vocabularies
 * @param minCount by number of the vocabulary: rarer tokens are dropped
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record MergeCounts(Known known, int[] minCount) implements MapPartitionsFunction<Row, Row> {
  /**
   * A part of a run, which is sorted as {@link CountedToken} says: its first count and token, then
   * all of them, count and text each.
   */
  static final StructType SCHEMA =
      new StructType()
          .add("vocabulary", DataTypes.IntegerType, false)
          .add("count", DataTypes.LongType, false)
          .add("token", DataTypes.BinaryType, false)
          .add("packed", DataTypes.BinaryType, false);

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    return new MergedCounts(this, rows);
  }

  /**
   * The tokens of earlier vocabularies. A counted token that is among them is renumbered to {@code
   * vocabulary + offset}, so that it is neither cut nor ranked among the new ones.
   *
   * @param tables tokens by number of the vocabulary; null: there are none
   * @param offset what is added to the number
   */
  record Known(Broadcast<TokenTable[]> tables, int offset) implements Serializable {
    TokenTable[] fetch() {
      return tables == null ? new TokenTable[0] : tables.value();
    }
  }

  /**
   * A token with its count; ordered as in a vocabulary, by descending count, ties by ascending
   * UTF-8 bytes.
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by compareTo only
  record CountedToken(long count, byte[] token) implements Comparable<CountedToken> {
    @Override
    public int compareTo(CountedToken other) {
      int byCount = Long.compare(other.count, count);
      return byCount != 0 ? byCount : Arrays.compareUnsigned(token, other.token);
    }
  }

  /**
   * The tokens of one partition that are frequent enough, with their total counts, in sorted runs.
   * The tables of one shard and the tokens of one run are all that is held at a time.
   */
  private static final class MergedCounts implements Iterator<Row> {
    /** Tokens of one run, over all vocabularies. */
    private static final int RUN_TOKENS = 1 << 18;

    /** A part of a run: its reader holds one part per run. */
    private static final int PART_BYTES = 1 << 16;

    private final MergeCounts plan;
    private final Iterator<Row> rows;
    private final TokenTable[] known;
    private Row nextRow;
    private Iterator<Row> parts = Collections.emptyIterator();

    MergedCounts(MergeCounts plan, Iterator<Row> rows) {
      this.plan = plan;
      this.rows = rows;
      known = plan.known().fetch();
      advance();
    }

    private void advance() {
      nextRow = rows.hasNext() ? rows.next() : null;
    }

    @Override
    public boolean hasNext() {
      while (!parts.hasNext() && nextRow != null) {
        parts = nextRun();
      }
      return parts.hasNext();
    }

    @Override
    public Row next() {
      return hasNext() ? parts.next() : Collections.<Row>emptyIterator().next();
    }

    private Iterator<Row> nextRun() {
      List<List<CountedToken>> run = new ArrayList<>();
      for (int v = 0; v < plan.minCount().length; v++) {
        run.add(new ArrayList<>());
      }
      int numTokens = 0;
      while (nextRow != null && numTokens < RUN_TOKENS) {
        numTokens += keep(nextShard(), run);
      }
      List<Row> packed = new ArrayList<>();
      for (int v = 0; v < run.size(); v++) {
        pack(v, run.get(v), packed);
      }
      return packed.iterator();
    }

    private TokenCounter[] nextShard() {
      TokenCounter[] sums = new TokenCounter[plan.minCount().length];
      int shard = nextRow.getInt(0);
      for (; nextRow != null && nextRow.getInt(0) == shard; advance()) {
        PackedBytes.Reader reader = new PackedBytes.Reader(nextRow.getAs(1));
        while (reader.hasRemaining()) {
          int vocabulary = (int) reader.number();
          long count = reader.number();
          reader.text();
          if (sums[vocabulary] == null) {
            sums[vocabulary] = new TokenCounter();
          }
          sums[vocabulary].add(reader.source(), reader.textBegin(), reader.textEnd(), count);
        }
      }
      return sums;
    }

    /** Adds a shard's tokens to the run unless they are too rare; gives how many it added. */
    private int keep(TokenCounter[] shard, List<List<CountedToken>> run) {
      int kept = 0;
      for (int v = 0; v < shard.length; v++) {
        for (int i = 0; shard[v] != null && i < shard[v].size(); i++) {
          long count = shard[v].count(i);
          boolean isKnown = v < known.length && known[v].size() > 0 && isKnown(v, shard[v], i);
          int number = isKnown ? v + plan.known().offset() : v;
          if (count >= plan.minCount()[number]) {
            run.get(number).add(new CountedToken(count, shard[v].table().token(i)));
            kept++;
          }
        }
      }
      return kept;
    }

    private boolean isKnown(int vocabulary, TokenCounter sums, int number) {
      byte[] token = sums.table().token(number);
      return known[vocabulary].find(token, 0, token.length) >= 0;
    }

    private static void pack(int vocabulary, List<CountedToken> tokens, List<Row> parts) {
      Collections.sort(tokens);
      PackedBytes.Writer writer = new PackedBytes.Writer(1024);
      CountedToken first = null;
      for (CountedToken token : tokens) {
        first = first == null ? token : first;
        writer.number(token.count());
        writer.text(token.token(), 0, token.token().length);
        if (writer.length() >= PART_BYTES) {
          parts.add(RowFactory.create(vocabulary, first.count(), first.token(), writer.take()));
          first = null;
        }
      }
      if (first != null) {
        parts.add(RowFactory.create(vocabulary, first.count(), first.token(), writer.take()));
      }
    }
  }

  /** Counts the tokens of one vocabulary, which are numbered 0, 1, 2 … as they come. */
  static final class TokenCounter {
    private final TokenTable tokens = new TokenTable();
    private long[] counts = new long[16];

    /** Per token: 1 + the last cell that it was counted for; 0 for none, and past the end. */
    private long[] lastCells = {};

    /** Adds to the count of a token; gives its number. */
    int add(byte[] source, int begin, int end, long count) {
      int token = tokens.add(source, begin, end);
      if (token == counts.length) {
        counts = Arrays.copyOf(counts, token * 2);
      }
      counts[token] += count;
      return token;
    }

    /**
     * Counts a token of a cell that may hold it several times.
     *
     * @param cell number of the cell, different from cell to cell; a token counts once per cell
     */
    void addOfCell(byte[] source, int begin, int end, long cell) {
      int token = add(source, begin, end, 0);
      if (token >= lastCells.length) {
        lastCells = Arrays.copyOf(lastCells, 16 + token * 2);
      }
      if (lastCells[token] != cell + 1) {
        lastCells[token] = cell + 1;
        counts[token]++;
      }
    }

    int size() {
      return tokens.size();
    }

    TokenTable table() {
      return tokens;
    }

    long count(int token) {
      return counts[token];
    }

    /** Approximate bytes in use. */
    long memory() {
      return tokens.memory() + 8L * (counts.length + lastCells.length);
    }
  }
}
