package io.sparkdeepfm.token;

import io.sparkdeepfm.data.Murmur3;
import java.io.Serializable;

/** Turns tokens into feature indices. */
public interface TokenEncoder extends Serializable {
  /** Index of the token whose UTF-8 is {@code source[begin, end)}, below {@link #size}. */
  int indexOf(byte[] source, int begin, int end);

  /** Number of indices. */
  int size();

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

  /**
   * Looks tokens up in a vocabulary; 0 is the unknown.
   *
   * @param tokens of which the first has index 1
   */
  record Vocabulary(TokenTable tokens) implements TokenEncoder {
    @Override
    public int indexOf(byte[] source, int begin, int end) {
      return tokens.find(source, begin, end) + 1;
    }

    @Override
    public int size() {
      return tokens.size() + 1;
    }
  }
}
