package io.sparkdeepfm.engine.cpu;

/**
 * The rows that one of several equal replicas returns in one of several requests, so that all rows
 * come once and no request brings more than the driver can take.
 *
 * @param rank of the replica, below {@code replicas}
 * @param part of the rows, below {@code parts}
 */
record RowShare(int rank, int replicas, int part, int parts) {
  boolean contains(int row) {
    return row % replicas == rank && row / replicas % parts == part;
  }
}
