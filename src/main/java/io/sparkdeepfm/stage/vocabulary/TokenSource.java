package io.sparkdeepfm.stage.vocabulary;

/** The cells of a partition, to be counted a few rows at a time. */
public interface TokenSource {
  /** Rows of one {@link #countSome}, at most: memory is looked at between two. */
  int ROWS_AT_A_TIME = 256;

  /** Whether there are rows that have not been counted. */
  boolean hasNext();

  /**
   * Changes the counters.
   *
   * @param counters one per column, the same for columns of one vocabulary; to be kept
   * @param present set to true for each column that holds a value; to be kept
   */
  void begin(TokenCounter[] counters, boolean[] present);

  /** Counts the tokens of the next rows, at least one. */
  void countSome();
}
