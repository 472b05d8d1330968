package io.sparkdeepfm.stage.vocabulary;

import io.sparkdeepfm.stage.token.PackedWriter;
import java.util.Iterator;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Deals counted tokens out to shards by their hash and packs those of each shard: per token the
 * number of its vocabulary, its count, its text. The counts of a token are then added up where its
 * shard is, which holds a thousandth of all tokens at a time.
 */
final class ShardWriter {
  private static final int SHARD_BITS = 10;
  private static final int FIRST_CAPACITY = 64;

  private final PackedWriter[] writers = new PackedWriter[1 << SHARD_BITS];

  void add(int vocabulary, TokenSums sums) {
    for (int i = 0; i < sums.size(); i++) {
      // The high bits: the tables of a shard use the low ones.
      int shard = sums.table().hash(i) >>> (Integer.SIZE - SHARD_BITS);
      if (writers[shard] == null) {
        writers[shard] = new PackedWriter(FIRST_CAPACITY);
      }
      PackedWriter writer = writers[shard];
      writer.number(vocabulary);
      writer.number(sums.count(i));
      sums.table().write(i, writer);
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
