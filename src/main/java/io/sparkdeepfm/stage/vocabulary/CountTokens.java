package io.sparkdeepfm.stage.vocabulary;

import io.sparkdeepfm.catalyst.CellFunction;
import io.sparkdeepfm.column.Columns;
import io.sparkdeepfm.stage.token.TokenColumn;
import io.sparkdeepfm.stage.vocabulary.MergeCounts.TokenCounter;
import io.sparkdeepfm.stage.vocabulary.VocabularyCounting.VocabularyNames;
import io.sparkdeepfm.token.PackedBytes;
import io.sparkdeepfm.token.TokenSink;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Counts the tokens of all columns of a partition in bounded memory: once the tables are full,
 * their counts go out and new ones begin, so that a token may come several times.
 *
 * <p>Beside the V vocabularies there is a pseudo-vocabulary V + c per column c, with one empty
 * token if the column holds any value.
 *
 * @param vocabularyOf number of each column's vocabulary
 * @param multiValued whether a cell of each column may hold several tokens
 * @param numVocabularies V
 * @param maxMemory of the tables of one task, in bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CountTokens(int[] vocabularyOf, boolean[] multiValued, int numVocabularies, long maxMemory)
    implements MapPartitionsFunction<byte[], Row> {
  /** Counts of the tokens of one shard, as {@link Shards} packs them. */
  static final StructType SCHEMA =
      new StructType()
          .add("shard", DataTypes.IntegerType, false)
          .add("packed", DataTypes.BinaryType, false);

  /** What the tables of one task may take, in bytes. */
  static final long MAX_TASK_MEMORY = 128L << 20;

  /** The counts of each task, as rows of {@link #SCHEMA}. */
  static Dataset<Row> byTask(Dataset<?> data, TokenColumn[] columns, VocabularyNames names) {
    int[] vocabularyOf = names.idOf().stream().mapToInt(Integer::intValue).toArray();
    boolean[] multiValued = new boolean[columns.length];
    Column[] cells = new Column[columns.length];
    for (int c = 0; c < columns.length; c++) {
      multiValued[c] = columns[c].multiValued();
      cells[c] = Columns.reference(columns[c].name());
    }
    return data.select(new PackCells(columns).of(cells))
        .as(Encoders.BINARY())
        .mapPartitions(
            new CountTokens(vocabularyOf, multiValued, names.size(), MAX_TASK_MEMORY),
            Encoders.row(SCHEMA));
  }

  @Override
  public Iterator<Row> call(Iterator<byte[]> rows) {
    return new PartitionCounts(this, rows);
  }

  /**
   * All tokens of a row in one byte array, so that they reach the counting without an object per
   * cell. Column by column: for each token a 1 and its text, then a 0.
   *
   * @param columns what to read
   */
  private record PackCells(TokenColumn[] columns) implements CellFunction<byte[]> {
    private static final int BYTES_PER_CELL = 16;

    @Override
    public DataType[] inputTypes() {
      return Stream.of(columns).map(TokenColumn::type).toArray(DataType[]::new);
    }

    @Override
    public DataType resultType() {
      return DataTypes.BinaryType;
    }

    @Override
    public boolean isResultNullable() {
      return false;
    }

    @Override
    public byte[] produceResult(InternalRow row) {
      PackedBytes.Writer writer = new PackedBytes.Writer(BYTES_PER_CELL * columns.length);
      TokenSink sink =
          (source, begin, end, weight) -> {
            writer.number(1);
            writer.text(source, begin, end);
          };
      for (int c = 0; c < columns.length; c++) {
        if (!row.isNullAt(c)) {
          columns[c].reader().read(row, c, sink);
        }
        writer.number(0);
      }
      return writer.take();
    }
  }

  /** The counts of one partition, shard by shard. */
  private static final class PartitionCounts implements Iterator<Row> {
    /** Rows that are counted together, after which memory is looked at. */
    private static final int ROWS_AT_A_TIME = 256;

    /** Fewer rows if they are as long as this together. */
    private static final int BYTES_AT_A_TIME = 1 << 22;

    private static final byte[] EMPTY = {};

    private final CountTokens plan;
    private final Iterator<byte[]> rows;
    private long rowNumber;

    /** What has been counted and still has to go out. */
    private Iterator<Row> shards = Collections.emptyIterator();

    PartitionCounts(CountTokens plan, Iterator<byte[]> rows) {
      this.plan = plan;
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      while (!shards.hasNext() && rows.hasNext()) {
        shards = countUntilFull();
      }
      return shards.hasNext();
    }

    @Override
    public Row next() {
      return hasNext() ? shards.next() : Collections.<Row>emptyIterator().next();
    }

    private Iterator<Row> countUntilFull() {
      TokenCounter[] counters =
          Stream.generate(TokenCounter::new)
              .limit(plan.numVocabularies)
              .toArray(TokenCounter[]::new);
      boolean[] present = new boolean[plan.vocabularyOf.length];
      do {
        List<PackedBytes.Reader> some = new ArrayList<>(ROWS_AT_A_TIME);
        int bytes = 0;
        while (some.size() < ROWS_AT_A_TIME && bytes < BYTES_AT_A_TIME && rows.hasNext()) {
          byte[] row = rows.next();
          bytes += row.length;
          some.add(new PackedBytes.Reader(row));
        }
        for (int c = 0; c < present.length; c++) {
          present[c] |= count(c, some, counters[plan.vocabularyOf[c]]);
        }
        rowNumber += some.size();
      } while (rows.hasNext()
          && Stream.of(counters).mapToLong(TokenCounter::memory).sum() <= plan.maxMemory);
      return shards(counters, present);
    }

    /**
     * Counts a column of some rows, so that the processor waits for several places of one table at
     * a time; says whether there is any value.
     */
    private boolean count(int column, List<PackedBytes.Reader> some, TokenCounter counter) {
      boolean multiValued = plan.multiValued[column];
      long cell = rowNumber * plan.multiValued.length + column;
      boolean present = false;
      for (PackedBytes.Reader row : some) {
        while (row.number() != 0) {
          row.text();
          if (multiValued) {
            counter.addOfCell(row.source(), row.textBegin(), row.textEnd(), cell);
          } else {
            counter.add(row.source(), row.textBegin(), row.textEnd(), 1);
          }
          present = true;
        }
        cell += plan.multiValued.length;
      }
      return present;
    }

    private static Iterator<Row> shards(TokenCounter[] counters, boolean[] present) {
      Shards shards = new Shards();
      for (int v = 0; v < counters.length; v++) {
        shards.add(v, counters[v]);
      }
      for (int c = 0; c < present.length; c++) {
        if (present[c]) {
          TokenCounter value = new TokenCounter();
          value.add(EMPTY, 0, 0, 1);
          shards.add(counters.length + c, value);
        }
      }
      return shards.rows();
    }
  }

  /**
   * Deals counted tokens out to shards by their hash and packs those of each shard: per token the
   * number of its vocabulary, its count, its text. The counts of a token are then added up where
   * its shard is, which holds a thousandth of all tokens at a time.
   */
  static final class Shards {
    private static final int SHARD_BITS = 10;
    private static final int FIRST_CAPACITY = 64;

    private final PackedBytes.Writer[] writers = new PackedBytes.Writer[1 << SHARD_BITS];

    void add(int vocabulary, TokenCounter counter) {
      for (int i = 0; i < counter.size(); i++) {
        // The high bits: the tables of a shard use the low ones.
        int shard = counter.table().hash(i) >>> (Integer.SIZE - SHARD_BITS);
        if (writers[shard] == null) {
          writers[shard] = new PackedBytes.Writer(FIRST_CAPACITY);
        }
        PackedBytes.Writer writer = writers[shard];
        writer.number(vocabulary);
        writer.number(counter.count(i));
        counter.table().write(i, writer);
      }
    }

    /** Rows (shard, packed tokens). */
    Iterator<Row> rows() {
      return IntStream.range(0, writers.length)
          .filter(shard -> writers[shard] != null)
          .mapToObj(shard -> RowFactory.create(shard, writers[shard].take()))
          .iterator();
    }
  }
}
