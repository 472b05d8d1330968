package io.sparkdeepfm.engine.cpu;

import java.io.Serializable;

/**
 * What the driver makes of the workers' replies, for every replica to take over.
 *
 * <p>Not records: Kryo, which users may choose as Spark's serializer, cannot make records.
 */
abstract sealed class RoundOutcome implements Serializable {
  private final float[] dense;

  private RoundOutcome(float[] dense) {
    this.dense = dense;
  }

  final float[] dense() {
    return dense;
  }

  /** Size in bytes when sent. */
  abstract long bytes();

  static long bytesOf(RowUpdates[] rows, float[] dense) {
    long bytes = (long) Float.BYTES * dense.length;
    for (RowUpdates update : rows) {
      bytes += update.bytes();
    }
    return bytes;
  }

  /**
   * Brings a replica to where all are after the round.
   *
   * @param round the rows that the worker has sent and received
   */
  abstract void applyTo(Replica replica, RoundRows round);

  /** The outcome of an averaging, whose rows the workers have received from each other. */
  static final class AveragedParameters extends RoundOutcome {
    /**
     * @param dense all dense parameters
     */
    AveragedParameters(float[] dense) {
      super(dense);
    }

    @Override
    long bytes() {
      return (long) Float.BYTES * dense().length;
    }

    @Override
    void applyTo(Replica replica, RoundRows round) {
      round.commit(replica, dense());
    }
  }

  /**
   * The gradient of the mean loss over the mini-batches of all workers, clipped if that is asked
   * for: every replica makes the same step with it.
   */
  static final class MeanGradient extends RoundOutcome {
    private final RowUpdates[] rows;

    /**
     * @param rows per table, the rows that the mini-batches hold, with their gradients as values
     * @param dense gradients of the trainable dense parameters, then batch norm's new moving
     *     statistics; without these, they stay
     */
    MeanGradient(RowUpdates[] rows, float[] dense) {
      super(dense);
      this.rows = rows;
    }

    RowUpdates[] rows() {
      return rows;
    }

    @Override
    long bytes() {
      return bytesOf(rows, dense());
    }

    @Override
    void applyTo(Replica replica, RoundRows round) {
      replica.step(rows, dense());
    }
  }
}
