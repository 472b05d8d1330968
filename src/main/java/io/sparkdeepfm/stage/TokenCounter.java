package io.sparkdeepfm.stage;

import java.util.Arrays;

/** Counts the cells in which each token of one vocabulary stands. */
final class TokenCounter {
  private final TokenTable tokens = new TokenTable();
  private long[] counts = new long[16];
  private long[] lastCells = new long[16];

  /**
   * @param cell number of the cell, different from cell to cell; a token counts once per cell
   */
  void add(byte[] source, int begin, int end, long cell) {
    int known = tokens.size();
    int token = tokens.add(source, begin, end);
    if (token == counts.length) {
      counts = Arrays.copyOf(counts, token * 2);
      lastCells = Arrays.copyOf(lastCells, token * 2);
    }
    if (token == known) {
      counts[token] = 1;
    } else if (lastCells[token] != cell) {
      counts[token]++;
    }
    lastCells[token] = cell;
  }

  int size() {
    return tokens.size();
  }

  byte[] token(int number) {
    return tokens.token(number);
  }

  long count(int number) {
    return counts[number];
  }

  /** Approximate bytes in use. */
  long memory() {
    return tokens.memory() + 16L * counts.length;
  }
}
