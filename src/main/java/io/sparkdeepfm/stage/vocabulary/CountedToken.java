package io.sparkdeepfm.stage.vocabulary;

import java.util.Arrays;

/**
 * A token with its count; ordered as in a vocabulary, by descending count, ties by ascending UTF-8
 * bytes.
 */
@SuppressWarnings("ArrayRecordComponent") // compared by compareTo only
record CountedToken(long count, byte[] token) implements Comparable<CountedToken> {
  @Override
  public int compareTo(CountedToken other) {
    int byCount = Long.compare(other.count, count);
    return byCount != 0 ? byCount : Arrays.compareUnsigned(token, other.token);
  }
}
