package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.model.EmbeddingTable;
import java.io.Serializable;

/**
 * Some rows of one embedding table: what workers and driver exchange.
 *
 * <p>Not a record: Kryo, which users may choose as Spark's serializer, cannot make records.
 */
public final class RowUpdates implements Serializable {
  private final int[] rows;
  private final float[] values;
  private final float[] weights;

  /**
   * @param rows ascending row indices
   * @param values rows.length × (D + 1), embedding and first-order weight
   * @param weights Σ of the weights of the examples that touched each row since the last exchange;
   *     0 for rows that only the penalty moved; null where nobody will average them
   */
  public RowUpdates(int[] rows, float[] values, float[] weights) {
    this.rows = rows;
    this.values = values;
    this.weights = weights;
  }

  public int[] rows() {
    return rows;
  }

  public float[] values() {
    return values;
  }

  public float[] weights() {
    return weights;
  }

  /** Copies rows out of a table. */
  static RowUpdates of(EmbeddingTable table, int[] rows, float[] weights) {
    int length = table.rowLength();
    float[] values = new float[Math.multiplyExact(rows.length, length)];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(table.values(), rows[i] * length, values, i * length, length);
    }
    return new RowUpdates(rows, values, weights);
  }

  /** The same rows, for those who take them over as they are. */
  RowUpdates withoutWeights() {
    return new RowUpdates(rows, values, null);
  }

  /** Writes the rows into a table. */
  void writeTo(EmbeddingTable table) {
    int length = table.rowLength();
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(values, i * length, table.values(), rows[i] * length, length);
    }
  }

  /** Size in bytes when sent. */
  long bytes() {
    int numWeights = weights == null ? 0 : weights.length;
    return 4L * ((long) rows.length + values.length + numWeights);
  }
}
