package io.sparkdeepfm.stage.vocabulary;

import io.sparkdeepfm.stage.token.TokenTable;
import java.util.Arrays;

/** Tokens of one vocabulary with a count each. */
final class TokenSums {
  private final TokenTable tokens = new TokenTable();
  private long[] counts = new long[16];

  /** Adds to the count of a token; gives its number. */
  int add(byte[] source, int begin, int end, long count) {
    int token = tokens.add(source, begin, end);
    if (token == counts.length) {
      counts = Arrays.copyOf(counts, token * 2);
    }
    counts[token] += count;
    return token;
  }

  void increment(int token) {
    counts[token]++;
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
    return tokens.memory() + 8L * counts.length;
  }
}
