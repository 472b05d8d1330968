package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.model.EmbeddingTable;
import java.io.Serializable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

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
   * @param values rows.length × (D + 1), embedding and first-order weight, or their gradients or
   *     movements
   * @param weights by which {@link Averaging.RowRule} averages the rows: steps that touched each
   *     row since the last exchange, or Σ of the weights of the examples that did, 0 for rows that
   *     only the penalty moved; null where nobody will average them
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

  /**
   * Those of {@code n} neighbouring rows whose optimizer's states are no longer the initial ones;
   * the states are the values, and each weight is 1.
   *
   * @param states all states of the first row, then of the next
   * @param first number of the first row
   * @param initial what the states of every row were
   */
  public static RowUpdates ofMovedStates(float[] states, int first, int n, float[] initial) {
    int length = initial.length;
    IntList rows = new IntList();
    FloatList values = new FloatList();
    for (int i = 0; i < n; i++) {
      if (!Arrays.equals(states, i * length, (i + 1) * length, initial, 0, length)) {
        rows.add(first + i);
        values.add(states, i * length, length);
      }
    }
    float[] weights = new float[rows.size()];
    Arrays.fill(weights, 1f);
    return new RowUpdates(rows.toArray(), Arrays.copyOf(values.values(), values.size()), weights);
  }

  /** The rows of any of the parts, ascending, each once. */
  static int[] union(List<RowUpdates> parts) {
    int[] all = new int[parts.stream().mapToInt(part -> part.rows.length).sum()];
    int size = 0;
    for (RowUpdates part : parts) {
      System.arraycopy(part.rows, 0, all, size, part.rows.length);
      size += part.rows.length;
    }
    Arrays.sort(all);
    int distinct = 0;
    for (int row : all) {
      if (distinct == 0 || all[distinct - 1] != row) {
        all[distinct++] = row;
      }
    }
    return Arrays.copyOf(all, distinct);
  }

  /** Puts parts in any order, no two of which hold one row, into one in ascending order. */
  static RowUpdates join(List<RowUpdates> parts, int rowLength) {
    int total = parts.stream().mapToInt(part -> part.rows.length).sum();
    long[] order = new long[total]; // row, then place in the parts, as one number
    int size = 0;
    for (RowUpdates part : parts) {
      for (int row : part.rows) {
        order[size] = (long) row << Integer.SIZE | size;
        size++;
      }
    }
    Arrays.sort(order);
    int[] targets = new int[total];
    int[] rows = new int[total];
    for (int i = 0; i < total; i++) {
      rows[i] = (int) (order[i] >>> Integer.SIZE);
      targets[(int) order[i]] = i;
    }
    float[] values = new float[Math.multiplyExact(total, rowLength)];
    size = 0;
    for (RowUpdates part : parts) {
      for (int i = 0; i < part.rows.length; i++) {
        int target = targets[size++] * rowLength;
        System.arraycopy(part.values, i * rowLength, values, target, rowLength);
      }
    }
    return new RowUpdates(rows, values, null);
  }

  /** The same rows, for those who take them over as they are. */
  RowUpdates withoutWeights() {
    return new RowUpdates(rows, values, null);
  }

  /** The rows at {@code [from, to)}. */
  RowUpdates slice(int from, int to) {
    int rowLength = values.length / rows.length;
    return new RowUpdates(
        Arrays.copyOfRange(rows, from, to),
        Arrays.copyOfRange(values, from * rowLength, to * rowLength),
        weights == null ? null : Arrays.copyOfRange(weights, from, to));
  }

  /** All but some rows, with their weights. */
  RowUpdates without(BitSet others) {
    BitSet places = new BitSet(rows.length);
    for (int i = 0; i < rows.length; i++) {
      places.set(i, !others.get(rows[i]));
    }
    if (places.cardinality() == rows.length) {
      return this;
    }
    RowUpdates rest = select(places);
    float[] restWeights = new float[rest.rows.length];
    int done = 0;
    for (int i = places.nextSetBit(0); i >= 0; i = places.nextSetBit(i + 1)) {
      restWeights[done++] = weights[i];
    }
    return new RowUpdates(rest.rows, rest.values, restWeights);
  }

  /** The rows at some places, without weights. */
  RowUpdates select(BitSet places) {
    int[] selected = new int[places.cardinality()];
    int rowLength = rows.length == 0 ? 0 : values.length / rows.length;
    float[] selectedValues = new float[selected.length * rowLength];
    int done = 0;
    for (int i = places.nextSetBit(0); i >= 0; i = places.nextSetBit(i + 1)) {
      selected[done] = rows[i];
      System.arraycopy(values, i * rowLength, selectedValues, done * rowLength, rowLength);
      done++;
    }
    return new RowUpdates(selected, selectedValues, null);
  }

  /** Moves the rows of a table by the values. */
  void addTo(EmbeddingTable table) {
    int length = table.rowLength();
    for (int i = 0; i < rows.length; i++) {
      int target = rows[i] * length;
      for (int k = 0; k < length; k++) {
        table.values()[target + k] += values[i * length + k];
      }
    }
  }

  /** Writes the rows into a table. */
  void writeTo(EmbeddingTable table) {
    for (int i = 0; i < rows.length; i++) {
      table.write(rows[i], values, i * table.rowLength());
    }
  }

  /** The same under other numbers, which ascend as these do; values and weights are shared. */
  RowUpdates renumbered(int[] newRows) {
    return new RowUpdates(newRows, values, weights);
  }

  /** Size in bytes when sent. */
  long bytes() {
    int numWeights = weights == null ? 0 : weights.length;
    return 4L * ((long) rows.length + values.length + numWeights);
  }
}
