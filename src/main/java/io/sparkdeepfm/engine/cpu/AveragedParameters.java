package io.sparkdeepfm.engine.cpu;

import java.io.Serializable;

/**
 * The outcome of an averaging: what changed.
 *
 * @param rows per table, the averaged rows
 * @param dense all dense parameters
 */
@SuppressWarnings("ArrayRecordComponent") // a message, never compared
record AveragedParameters(RowUpdates[] rows, float[] dense) implements Serializable {
  long bytes() {
    return bytesOf(rows, dense);
  }

  static long bytesOf(RowUpdates[] rows, float[] dense) {
    long bytes = 4L * dense.length;
    for (RowUpdates update : rows) {
      bytes += update.bytes();
    }
    return bytes;
  }
}
