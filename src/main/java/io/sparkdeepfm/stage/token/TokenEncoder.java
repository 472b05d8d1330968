package io.sparkdeepfm.stage.token;

import io.sparkdeepfm.data.Murmur3;
import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;

/** Turns tokens into feature indices. */
public interface TokenEncoder extends Serializable {
  /** Index of the token whose UTF-8 is {@code source[begin, end)}, below {@link #size}. */
  int indexOf(byte[] source, int begin, int end);

  /** Number of indices. */
  int size();

  /** Looks tokens up in one of the vocabularies that were broadcast; 0 is the unknown. */
  final class Lookup implements TokenEncoder {
    private final Broadcast<TokenTable[]> tables;
    private final int vocabulary;
    private final int size;

    /** The table once fetched: {@code Broadcast.value} is too slow to be called per cell. */
    private transient TokenTable table;

    public Lookup(Broadcast<TokenTable[]> tables, int vocabulary, int size) {
      this.tables = tables;
      this.vocabulary = vocabulary;
      this.size = size;
    }

    @Override
    public int indexOf(byte[] source, int begin, int end) {
      TokenTable fetched = table;
      if (fetched == null) {
        fetched = tables.value()[vocabulary];
        table = fetched;
      }
      return fetched.find(source, begin, end) + 1;
    }

    @Override
    public int size() {
      return size;
    }
  }

  /**
   * Hashes tokens into buckets.
   *
   * @param seed of the hash function
   * @param size number of buckets
   */
  record Hash(int seed, int size) implements TokenEncoder {
    /** The seed that belongs to a vocabulary is the hash of its name with seed 0. */
    public static Hash ofVocabulary(String name, int numBuckets) {
      return new Hash(Murmur3.hash(name, 0), numBuckets);
    }

    @Override
    public int indexOf(byte[] source, int begin, int end) {
      return Math.floorMod(Murmur3.hash(source, begin, end, seed), size);
    }
  }
}
