package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.model.EmbeddingTable;
import io.sparkdeepfm.optim.Optimizer;
import java.util.Arrays;

/**
 * What one worker keeps beside an embedding table: the optimizer's state of every row, when the row
 * was last up to date with the regularisation, and which rows the current round has touched.
 */
final class TableState {
  private final int rowLength;
  private final int numStates;
  private final float[] states; // row-major: all states of a row stand together
  private final int[] lastStep; // null without regularisation
  private final int[] touches;

  TableState(EmbeddingTable table, Optimizer optimizer, boolean regularized) {
    rowLength = table.rowLength();
    numStates = optimizer.numStates();
    long length = (long) table.values().length * numStates;
    if (length > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          String.format(
              "The optimizer's state of vocabulary '%s' needs %d floats, but 2³¹ is the limit; use a"
                  + " smaller embeddingDim or vocabulary, or an optimizer with less state.",
              table.vocabulary(), length));
    }
    states = new float[(int) length];
    for (int s = 0; s < numStates; s++) {
      float initial = optimizer.initialState(s);
      if (initial != 0) {
        fill(s, initial);
      }
    }
    lastStep = regularized ? new int[table.numEmbeddings()] : null;
    touches = new int[table.numEmbeddings()];
  }

  private void fill(int state, float value) {
    for (int i = state * rowLength; i < states.length; i += numStates * rowLength) {
      Arrays.fill(states, i, i + rowLength, value);
    }
  }

  /** Copies the states of a row to place {@code position} of the buffers. */
  void read(int row, float[][] buffers, int position) {
    int source = row * numStates * rowLength;
    for (int s = 0; s < numStates; s++) {
      System.arraycopy(states, source + s * rowLength, buffers[s], position * rowLength, rowLength);
    }
  }

  /** Copies place {@code position} of the buffers back to the states of a row. */
  void write(int row, float[][] buffers, int position) {
    int target = row * numStates * rowLength;
    for (int s = 0; s < numStates; s++) {
      System.arraycopy(buffers[s], position * rowLength, states, target + s * rowLength, rowLength);
    }
  }

  /** Counts values of a row; returns whether it is the first time in this round. */
  boolean touch(int row, int values) {
    boolean first = touches[row] == 0;
    touches[row] += values;
    return first;
  }

  int touches(int row) {
    return touches[row];
  }

  void clearTouches(int row) {
    touches[row] = 0;
  }

  /** The step after which the row was last regularised. */
  int lastStep(int row) {
    return lastStep[row];
  }

  void setLastStep(int row, long step) {
    if (lastStep != null) {
      lastStep[row] = (int) step;
    }
  }
}
