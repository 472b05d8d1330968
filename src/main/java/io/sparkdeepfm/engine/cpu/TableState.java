package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.checkpoint.StateInput;
import io.sparkdeepfm.checkpoint.StateOutput;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.EmbeddingTable;
import io.sparkdeepfm.optim.Optimizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * What one worker keeps beside an embedding table: the optimizer's state of every row, when the row
 * was last up to date with the penalty, and which rows the current round has touched.
 */
final class TableState {
  private static final float UNTOUCHED = -1;

  private static final int FLOATS_OF_LINE = 16;

  private final int stateLength; // floats of one state of a row
  private final int numStates;
  private final float[] initial; // states of a row
  private final float[] states; // row-major: all states of a row stand together
  private final int[] lastStep; // null where no row moves without data
  private final float[] touches; // Σ of the touches' weights
  private final RowMarks marks = new RowMarks();

  /**
   * @param idles whether rows move in steps that do not touch them
   */
  TableState(EmbeddingTable table, Optimizer optimizer, boolean idles) {
    stateLength = optimizer.stateLength(table.rowLength());
    numStates = optimizer.numStates();
    long length = (long) table.numEmbeddings() * stateLength * numStates;
    if (length > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          String.format(
              "The optimizer's state of vocabulary '%s' needs %d floats, but 2³¹ is the limit; use"
                  + " a smaller embeddingDim or vocabulary, or an optimizer with less state.",
              table.vocabulary(), length));
    }
    states = new float[(int) length];
    initial = new float[numStates * stateLength];
    for (int k = 0; k < initial.length; k++) {
      initial[k] = optimizer.initialState(k / stateLength);
    }
    boolean isZero = Arrays.equals(initial, new float[initial.length]);
    for (int i = 0; !isZero && i < states.length; i += initial.length) {
      System.arraycopy(initial, 0, states, i, initial.length);
    }
    lastStep = idles ? new int[table.numEmbeddings()] : null;
    touches = new float[table.numEmbeddings()];
    Arrays.fill(touches, UNTOUCHED);
  }

  /** One for each table at the beginning of a training. */
  static TableState[] ofAll(DeepFMParameters parameters, int rowLength, TrainingConfig training) {
    Optimizer optimizer = training.embeddings().forRows(rowLength);
    boolean idles = IdleRows.exist(optimizer, training.penaltyMode());
    return parameters.tables().stream()
        .map(table -> new TableState(table, optimizer, idles))
        .toArray(TableState[]::new);
  }

  /** Reads every 16th number of a row's states, for the same end as {@link EmbeddingTable#peek}. */
  float peek(int row) {
    int length = numStates * stateLength;
    float sum = touches[row];
    for (int k = 0; k < length; k += FLOATS_OF_LINE) {
      sum += states[row * length + k];
    }
    return sum;
  }

  /** Copies the states of a row to place {@code position} of the buffers. */
  void read(int row, float[][] buffers, int position) {
    int source = row * numStates * stateLength;
    for (int s = 0; s < numStates; s++) {
      System.arraycopy(
          states, source + s * stateLength, buffers[s], position * stateLength, stateLength);
    }
  }

  /** Copies place {@code position} of the buffers back to the states of a row. */
  void write(int row, float[][] buffers, int position) {
    int target = row * numStates * stateLength;
    for (int s = 0; s < numStates; s++) {
      System.arraycopy(
          buffers[s], position * stateLength, states, target + s * stateLength, stateLength);
    }
  }

  /**
   * Adds up the weights of a row's touches; returns whether it is the first time in this round.
   *
   * @param weight of this touch by {@link Averaging.RowRule}, at least 0
   */
  boolean touch(int row, float weight) {
    boolean first = !isTouched(row);
    touches[row] = first ? weight : touches[row] + weight;
    return first;
  }

  boolean isTouched(int row) {
    return touches[row] != UNTOUCHED;
  }

  /** Σ of weights since the last {@link #clearTouches}; 0 for an untouched row. */
  float touches(int row) {
    return Math.max(0f, touches[row]);
  }

  void clearTouches(int row) {
    touches[row] = UNTOUCHED;
  }

  /** Takes the rows of all the lists with their weights, ascending, and leaves the lists empty. */
  RowUpdates takeTouched(EmbeddingTable table, List<IntList> lists) {
    int[] rows = new int[lists.stream().mapToInt(IntList::size).sum()];
    int done = 0;
    for (IntList touched : lists) {
      for (int i = 0; i < touched.size(); i++) {
        rows[done++] = touched.get(i);
      }
      touched.clear();
    }
    Arrays.sort(rows);
    float[] weights = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      weights[i] = touches(rows[i]);
      clearTouches(rows[i]);
    }
    return RowUpdates.of(table, rows, weights);
  }

  /**
   * Takes the touched rows like {@link #takeTouched}, with their movements since the first touch as
   * values, and puts them back to where they were.
   *
   * @param before by list, what the rows were, in the order of the list; left empty
   */
  RowUpdates takeMovements(EmbeddingTable table, List<IntList> lists, List<FloatList> before) {
    int length = table.rowLength();
    for (int list = 0; list < lists.size(); list++) {
      float[] old = before.get(list).values();
      for (int i = 0; i < lists.get(list).size(); i++) {
        int at = lists.get(list).get(i) * length;
        for (int k = 0; k < length; k++) {
          float movement = table.values()[at + k] - old[i * length + k];
          table.values()[at + k] = old[i * length + k];
          old[i * length + k] = movement;
        }
      }
    }
    List<RowUpdates> parts = new ArrayList<>();
    for (int list = 0; list < lists.size(); list++) {
      IntList rows = lists.get(list);
      parts.add(new RowUpdates(rows.toArray(), before.get(list).values(), null));
    }
    RowUpdates movements = RowUpdates.join(parts, length);
    before.forEach(FloatList::clear);
    lists.forEach(IntList::clear);
    float[] weights = new float[movements.rows().length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = touches(movements.rows()[i]);
      clearTouches(movements.rows()[i]);
    }
    return new RowUpdates(movements.rows(), movements.values(), weights);
  }

  /**
   * Notes that a row is now what it is in all replicas that have it.
   *
   * @param here whether this one returns it to the driver
   */
  void noteChange(int row, boolean here) {
    marks.noteChange(row, here);
  }

  /** Rows that are known to be in no other worker's examples; live. */
  BitSet alone() {
    return marks.alone();
  }

  /** Forgets what has changed. */
  void forgetChanges() {
    marks.forgetChanges();
  }

  /** The changed rows that belong to a share. */
  RowUpdates changes(EmbeddingTable table, RowShare share) {
    return RowUpdates.of(table, marks.changes(share), null);
  }

  /** Writes all of it, with the touches of the current round. */
  void write(StateOutput out) throws IOException {
    out.writeFloats(states);
    out.writeInts(lastStep == null ? new int[0] : lastStep);
    marks.write(out);
    IntList rows = new IntList();
    for (int row = 0; row < touches.length; row++) {
      if (isTouched(row)) {
        rows.add(row);
      }
    }
    out.writeInt(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      out.writeInt(rows.get(i));
      out.writeInt(Float.floatToRawIntBits(touches[rows.get(i)]));
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param touched gets the rows that are touched
   */
  void read(StateInput in, IntList touched) throws IOException {
    in.readFloats(states);
    in.readInts(lastStep == null ? new int[0] : lastStep);
    marks.read(in);
    int size = in.readLength();
    for (int i = 0; i < size; i++) {
      int row = in.readInt();
      if (row < 0 || row >= touches.length) {
        throw new IOException(String.format("there is no row %d", row));
      }
      touches[row] = Float.intBitsToFloat(in.readInt());
      touched.add(row);
    }
  }

  /** The states of rows {@code [from, to)}, of those that have moved. */
  RowUpdates states(int from, int to) {
    int length = numStates * stateLength;
    float[] stretch = Arrays.copyOfRange(states, from * length, to * length);
    return RowUpdates.ofMovedStates(stretch, from, to - from, initial);
  }

  void setStates(RowUpdates given) {
    int length = numStates * stateLength;
    for (int i = 0; i < given.rows().length; i++) {
      System.arraycopy(given.values(), i * length, states, given.rows()[i] * length, length);
    }
  }

  /** Has all rows be up to date with the penalty of so many steps. */
  void setLastSteps(long step) {
    if (lastStep != null) {
      Arrays.fill(lastStep, (int) step);
    }
  }

  /** The step up to which the row has been penalised. */
  int lastStep(int row) {
    return lastStep[row];
  }

  void setLastStep(int row, long step) {
    if (lastStep != null) {
      lastStep[row] = (int) step;
    }
  }
}
