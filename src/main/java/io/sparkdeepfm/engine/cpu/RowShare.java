package io.sparkdeepfm.engine.cpu;

/**
 * Which changed rows a worker returns in one of several requests, so that none brings more than the
 * driver can take.
 *
 * @param part of the rows, below {@code parts}
 * @param all whether also those that another worker is the home of
 */
public record RowShare(int part, int parts, boolean all) {
  /** Whether a row belongs to this part. */
  public boolean contains(int row) {
    return row % parts == part;
  }
}
