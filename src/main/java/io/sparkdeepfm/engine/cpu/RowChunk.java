package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.model.EmbeddingTable;
import io.sparkdeepfm.optim.Optimizer;

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
  private final float[] values;
  private final float[] gradients;
  private final float[][] states;
  private EmbeddingTable table;
  private TableState state;
  private int size;

  RowChunk(Optimizer optimizer, int rowLength) {
    this.optimizer = optimizer;
    this.rowLength = rowLength;
    values = new float[CAPACITY * rowLength];
    gradients = new float[CAPACITY * rowLength];
    states = new float[optimizer.numStates()][optimizer.stateLength(CAPACITY * rowLength)];
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

  void add(int row) {
    rows[size] = row;
    System.arraycopy(table.values(), row * rowLength, values, size * rowLength, rowLength);
    state.read(row, states, size);
    size++;
  }

  /**
   * One step.
   *
   * @param source gradients of the rows in the order of the chunk, from {@code begin} on
   * @param scale factor of the gradients
   */
  void update(float[] source, int begin, float scale, long step, float learningRate) {
    int length = size * rowLength;
    System.arraycopy(source, begin, gradients, 0, length);
    if (scale != 1f) {
      for (int i = 0; i < length; i++) {
        gradients[i] *= scale;
      }
    }
    optimizer.update(values, gradients, states, length, step, learningRate);
  }

  /** Steps without data gradients. */
  void idle(long step, int times, float learningRate) {
    optimizer.idle(values, gradients, states, size * rowLength, step, times, learningRate);
  }

  /** Writes the rows and their state back, up to date after {@code step}. */
  void write(long step) {
    for (int i = 0; i < size; i++) {
      System.arraycopy(values, i * rowLength, table.values(), rows[i] * rowLength, rowLength);
      state.write(rows[i], states, i);
      state.setLastStep(rows[i], step);
    }
  }
}
