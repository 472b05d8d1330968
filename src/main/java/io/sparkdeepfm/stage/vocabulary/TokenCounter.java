package io.sparkdeepfm.stage.vocabulary;

import java.util.Arrays;

/** Counts the cells in which each token of one vocabulary stands. */
final class TokenCounter {
  private final TokenSums sums = new TokenSums();

  /** Per token: 1 + the last cell that it was counted for; 0 for none, and past the end. */
  private long[] lastCells = {};

  /** Counts the only token of a cell. */
  void add(byte[] source, int begin, int end) {
    sums.add(source, begin, end, 1);
  }

  /** The number of a token, under which {@link #addAgain} counts it; not counted here. */
  int number(byte[] source, int begin, int end) {
    return sums.add(source, begin, end, 0);
  }

  /** Counts the only token of a cell by its number. */
  void addAgain(int token) {
    sums.increment(token);
  }

  /**
   * @param cell number of the cell, different from cell to cell; a token counts once per cell
   */
  void add(byte[] source, int begin, int end, long cell) {
    int token = sums.add(source, begin, end, 0);
    if (token >= lastCells.length) {
      lastCells = Arrays.copyOf(lastCells, 16 + token * 2);
    }
    if (lastCells[token] != cell + 1) {
      lastCells[token] = cell + 1;
      sums.increment(token);
    }
  }

  TokenSums sums() {
    return sums;
  }

  /** Approximate bytes in use. */
  long memory() {
    return sums.memory() + 8L * lastCells.length;
  }
}
