package io.sparkdeepfm.engine.cpu;

/**
 * The gradient of the mean loss over the mini-batches of all workers, clipped if that is asked for:
 * every replica makes the same step with it.
 *
 * <p>Not a record: Kryo, which users may choose as Spark's serializer, cannot make records.
 */
final class MeanGradient implements RoundOutcome {
  private final RowUpdates[] rows;
  private final float[] dense;

  /**
   * @param rows per table, the rows that the mini-batches hold, with their gradients as values
   * @param dense gradients of the trainable dense parameters, then batch norm's new moving
   *     statistics; without these, they stay
   */
  MeanGradient(RowUpdates[] rows, float[] dense) {
    this.rows = rows;
    this.dense = dense;
  }

  public RowUpdates[] rows() {
    return rows;
  }

  public float[] dense() {
    return dense;
  }

  @Override
  public void applyTo(Replica replica) {
    replica.step(rows, dense);
  }

  @Override
  public long bytes() {
    return AveragedParameters.bytesOf(rows, dense);
  }
}
