package io.sparkdeepfm.engine.cpu;

import java.util.Arrays;

/**
 * The outcome of an averaging: what changed.
 *
 * <p>Not a record: Kryo, which users may choose as Spark's serializer, cannot make records.
 */
final class AveragedParameters implements RoundOutcome {
  private final RowUpdates[] rows;
  private final float[] dense;

  /**
   * @param rows per table, the averaged rows
   * @param dense all dense parameters
   */
  AveragedParameters(RowUpdates[] rows, float[] dense) {
    this.rows = rows;
    this.dense = dense;
  }

  public RowUpdates[] rows() {
    return rows;
  }

  public float[] dense() {
    return dense;
  }

  /** The same without the weights of the rows, which only the averaging needs. */
  AveragedParameters withoutWeights() {
    return new AveragedParameters(
        Arrays.stream(rows).map(RowUpdates::withoutWeights).toArray(RowUpdates[]::new), dense);
  }

  @Override
  public void applyTo(Replica replica) {
    replica.apply(rows, dense);
  }

  @Override
  public long bytes() {
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
