package io.sparkdeepfm.engine.cpu;

import java.io.Serializable;
import java.util.Arrays;

/**
 * What the driver makes of the workers' replies, for every replica to take over.
 *
 * <p>Not records: Kryo, which users may choose as Spark's serializer, cannot make records.
 */
abstract sealed class RoundOutcome implements Serializable {
  private final RowUpdates[] rows;
  private final float[] dense;

  private RoundOutcome(RowUpdates[] rows, float[] dense) {
    this.rows = rows;
    this.dense = dense;
  }

  final RowUpdates[] rows() {
    return rows;
  }

  final float[] dense() {
    return dense;
  }

  /** Size in bytes when sent. */
  final long bytes() {
    return bytesOf(rows, dense);
  }

  static long bytesOf(RowUpdates[] rows, float[] dense) {
    long bytes = 4L * dense.length;
    for (RowUpdates update : rows) {
      bytes += update.bytes();
    }
    return bytes;
  }

  /** Brings a replica to where all are after the round. */
  abstract void applyTo(Replica replica);

  /** The outcome of an averaging: what changed. */
  static final class AveragedParameters extends RoundOutcome {
    /**
     * @param rows per table, the averaged rows
     * @param dense all dense parameters
     */
    AveragedParameters(RowUpdates[] rows, float[] dense) {
      super(rows, dense);
    }

    /** The same without the weights of the rows, which only the averaging needs. */
    AveragedParameters withoutWeights() {
      return new AveragedParameters(
          Arrays.stream(rows()).map(RowUpdates::withoutWeights).toArray(RowUpdates[]::new),
          dense());
    }

    @Override
    void applyTo(Replica replica) {
      replica.apply(rows(), dense());
    }
  }

  /**
   * The gradient of the mean loss over the mini-batches of all workers, clipped if that is asked
   * for: every replica makes the same step with it.
   */
  static final class MeanGradient extends RoundOutcome {
    /**
     * @param rows per table, the rows that the mini-batches hold, with their gradients as values
     * @param dense gradients of the trainable dense parameters, then batch norm's new moving
     *     statistics; without these, they stay
     */
    MeanGradient(RowUpdates[] rows, float[] dense) {
      super(rows, dense);
    }

    @Override
    void applyTo(Replica replica) {
      replica.step(rows(), dense());
    }
  }
}
