package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.model.EmbeddingTable;
import io.sparkdeepfm.optim.Optimizer;
import io.sparkdeepfm.optim.Optimizer.ParameterArrays;
import io.sparkdeepfm.optim.Optimizer.Step;

/**
 * Rows of one table with their optimizer state, gathered into arrays that the optimizer's loops run
 * over. For one thread.
 */
final class RowChunk {
  /** Rows at most. */
  static final int CAPACITY = 64;

  private final int rowLength;
  private final Optimizer optimizer;
  private final int[] rows = new int[CAPACITY];
  private final ParameterArrays arrays;
  private EmbeddingTable table;
  private TableState state;
  private int size;
  float peeked; // read by nobody, and stored so that the compiler keeps what leads to it

  RowChunk(Optimizer optimizer, int rowLength) {
    this.optimizer = optimizer;
    this.rowLength = rowLength;
    arrays = new ParameterArrays(optimizer, CAPACITY * rowLength);
  }

  /** Begins an empty chunk of a table's rows. */
  void begin(EmbeddingTable newTable, TableState newState) {
    table = newTable;
    state = newState;
    size = 0;
  }

  boolean isFull() {
    return size == CAPACITY;
  }

  int size() {
    return size;
  }

  int row(int i) {
    return rows[i];
  }

  /** Has rows fetched from memory at the same time before they are added: copies wait for it. */
  void peek(int[] next, int from, int to) {
    float sum = 0;
    for (int i = from; i < to; i++) {
      sum += table.peek(next[i]) + state.peek(next[i]);
    }
    peeked = sum;
  }

  void add(int row) {
    rows[size] = row;
    System.arraycopy(table.values(), row * rowLength, arrays.values, size * rowLength, rowLength);
    state.read(row, arrays.states, size);
    size++;
  }

  /**
   * One step.
   *
   * @param source gradients of the rows in the order of the chunk, from {@code begin} on
   * @param scale factor of the gradients
   */
  void update(float[] source, int begin, float scale, Step step) {
    int length = size * rowLength;
    System.arraycopy(source, begin, arrays.gradients, 0, length);
    if (scale != 1f) {
      for (int i = 0; i < length; i++) {
        arrays.gradients[i] *= scale;
      }
    }
    optimizer.update(arrays, length, step);
  }

  /** Steps without data gradients. */
  void idle(Step step) {
    optimizer.idle(arrays, size * rowLength, step);
  }

  /** Writes the rows and their state back, up to date after {@code step}. */
  void write(long step) {
    for (int i = 0; i < size; i++) {
      System.arraycopy(
          arrays.values, i * rowLength, table.values(), rows[i] * rowLength, rowLength);
      state.write(rows[i], arrays.states, i);
      state.setLastStep(rows[i], step);
    }
  }
}
