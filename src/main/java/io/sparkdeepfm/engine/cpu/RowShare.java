package io.sparkdeepfm.engine.cpu;

/**
 * Which changed rows a worker returns in one of several requests, so that none brings more than the
 * driver can take.
 *
 * @param part of the rows, below {@code parts}
 * @param all whether also those that another worker is the home of
 */
record RowShare(int part, int parts, boolean all) {
  boolean contains(int row) {
    return row % parts == part;
  }
}
