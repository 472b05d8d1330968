package io.sparkdeepfm.stage.vocabulary;

import io.sparkdeepfm.stage.token.TokenTable;
import java.util.Arrays;

/** Counts the tokens of one vocabulary, which are numbered 0, 1, 2 … as they come. */
final class TokenCounter {
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
