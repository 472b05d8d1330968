package io.sparkdeepfm.engine.cuda;

import io.sparkdeepfm.checkpoint.StateInput;
import io.sparkdeepfm.checkpoint.StateOutput;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.cpu.ReplicaFactory;
import io.sparkdeepfm.engine.cpu.RowUpdates;
import io.sparkdeepfm.engine.cuda.device.DeviceMemory;
import io.sparkdeepfm.engine.cuda.device.Structure;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.EmbeddingTable;
import io.sparkdeepfm.optim.Optimizer;
import java.io.IOException;
import java.util.Arrays;

/**
 * The embedding tables on the device, one below the other, with the optimizer's state of every row,
 * the step up to which the penalty has acted on it, and the touches of the current round.
 */
final class DeviceTables {
  private static final float UNTOUCHED = -1;

  /** Rows that are looked through at once for touched ones; bounds the memory that this takes. */
  private static final int STRETCH = 1 << 20;

  private final Gpu gpu;
  private final int rowLength;
  private final int stateFloats; // of all states of a row
  private final float[] initialStates; // of a row
  private final long[] firstRows; // of each table, and the number of all
  private final DeviceMemory values;
  private final DeviceMemory states;
  private final DeviceMemory lastStep; // null where no row moves without data
  private final DeviceMemory touches;
  private final DeviceMemory marks;
  private final DeviceMemory rows;
  private final DeviceMemory weights;
  private final DeviceMemory taken;
  private final byte[] structure;

  DeviceTables(Gpu gpu, DeepFMConfig config, TrainingConfig training, DeepFMParameters parameters) {
    this.gpu = gpu;
    FieldSchema schema = config.schema();
    rowLength = config.embeddingDim() + 1;
    Optimizer optimizer = training.embeddings().forRows(rowLength);
    int stateLength = optimizer.stateLength(rowLength);
    stateFloats = optimizer.numStates() * stateLength;
    for (int t = 0; t < schema.numTables(); t++) {
      int floats = Math.max(rowLength, stateFloats);
      ReplicaFactory.requireArray(schema, t, schema.tableSize(t), floats);
    }
    firstRows = firstRows(schema);
    long all = firstRows[schema.numTables()];
    DeviceMemory.Allocator memory = gpu.memory();
    values = memory.floats(all * rowLength);
    for (int t = 0; t < schema.numTables(); t++) {
      float[] source = parameters.table(t).values();
      values.put(firstRows[t] * rowLength, source, 0, source.length);
    }
    states = memory.floats(all * stateFloats);
    initialStates = new float[stateFloats];
    Arrays.fill(initialStates, optimizer.initialState(0));
    fill(states, optimizer.initialState(0), all * stateFloats);
    lastStep = training.movesIdleRows() ? memory.zeros(all) : null;
    touches = memory.floats(all);
    fill(touches, UNTOUCHED, all);
    marks = memory.allocate(0);
    rows = memory.allocate(0);
    weights = memory.allocate(0);
    taken = memory.allocate(0);
    structure =
        new Structure()
            .at(values)
            .at(states)
            .at(lastStep)
            .at(touches)
            .integer(rowLength)
            .integer(optimizer.numStates())
            .integer(stateLength)
            .integer(0)
            .bytes();
  }

  /** The first row of each table among the rows of all, and the number of all. */
  static long[] firstRows(FieldSchema schema) {
    long[] first = new long[schema.numTables() + 1];
    for (int t = 0; t < schema.numTables(); t++) {
      first[t + 1] = first[t] + schema.tableSize(t);
    }
    return first;
  }

  private void fill(DeviceMemory target, float value, long length) {
    gpu.call("fill_floats").at(target).real(value).number(length).over(length);
  }

  DeviceMemory values() {
    return values;
  }

  DeviceMemory touches() {
    return touches;
  }

  /** The structure Tables of rows.cuh. */
  byte[] structure() {
    return structure;
  }

  int rowLength() {
    return rowLength;
  }

  /** The first row of a table among the rows of all; for the number of tables, that of all. */
  long firstRow(int table) {
    return firstRows[table];
  }

  long[] firstRows() {
    return firstRows;
  }

  int numTables() {
    return firstRows.length - 1;
  }

  int size(int table) {
    return (int) (firstRows[table + 1] - firstRows[table]);
  }

  /** Takes the touched rows of a table, ascending, with their weights, and forgets the touches. */
  RowUpdates take(int table) {
    int[] allRows = new int[0];
    float[] allWeights = new float[0];
    float[] allValues = new float[0];
    for (int from = 0; from < size(table); from += STRETCH) {
      int n = Math.min(STRETCH, size(table) - from);
      int count = mark(firstRows[table] + from, n);
      if (count == 0) {
        continue;
      }
      take(firstRows[table] + from, n, count);
      int before = allRows.length;
      allRows = Arrays.copyOf(allRows, Math.addExact(before, count));
      rows.get(0, allRows, before, count);
      for (int i = before; i < allRows.length; i++) {
        allRows[i] += from;
      }
      allWeights = Arrays.copyOf(allWeights, allRows.length);
      weights.get(0, allWeights, before, count);
      allValues = Arrays.copyOf(allValues, Math.multiplyExact(allRows.length, rowLength));
      taken.get(0, allValues, before * rowLength, count * rowLength);
    }
    return new RowUpdates(allRows, allValues, allWeights);
  }

  /** Finds the places of the touched rows among n; returns how many there are. */
  private int mark(long first, int n) {
    marks.ensure((n + 1L) * Integer.BYTES);
    gpu.call("mark_touched").at(touches).number(first).number(n).at(marks).over(n + 1L);
    gpu.scan(marks, n + 1L);
    return marks.getInt(n);
  }

  private void take(long first, int n, int count) {
    rows.ensure((long) count * Integer.BYTES);
    weights.ensure((long) count * Float.BYTES);
    taken.ensure((long) count * rowLength * Float.BYTES);
    gpu.call("take_touched")
        .structure(structure)
        .number(first)
        .number(n)
        .at(marks)
        .at(rows)
        .at(weights)
        .at(taken)
        .over(n);
  }

  /**
   * Writes rows of a table.
   *
   * @param newValues rowLength floats of each
   * @param step up to which the penalty has acted on them; −1 to leave that
   */
  void put(int table, int[] newRows, float[] newValues, long step) {
    for (int from = 0; from < newRows.length; from += STRETCH) {
      int n = Math.min(STRETCH, newRows.length - from);
      rows.ensure((long) n * Integer.BYTES);
      taken.ensure((long) n * rowLength * Float.BYTES);
      rows.put(0, newRows, from, n);
      taken.put(0, newValues, from * rowLength, n * rowLength);
      gpu.call("put_rows")
          .structure(structure)
          .number(firstRows[table])
          .at(rows)
          .number(n)
          .at(taken)
          .number(step)
          .over((long) n * rowLength);
    }
  }

  /** Copies all rows to the heap. */
  void read(DeepFMParameters target) {
    for (int t = 0; t < numTables(); t++) {
      EmbeddingTable table = target.table(t);
      values.get(firstRows[t] * rowLength, table.values(), 0, table.values().length);
    }
  }

  /** The optimizer's states of rows {@code [from, to)} of a table, of those that have moved. */
  RowUpdates movedStates(int table, int from, int to) {
    return RowUpdates.ofMovedStates(states(table, from, to), from, to - from, initialStates);
  }

  private float[] states(int table, int from, int to) {
    float[] stretch = new float[Math.multiplyExact(to - from, stateFloats)];
    states.get((firstRows[table] + from) * stateFloats, stretch, 0, stretch.length);
    return stretch;
  }

  /**
   * Takes over the optimizer's states of rows, at least one, that are near each other: all from the
   * first to the last go to the heap and back.
   */
  void putStates(int table, RowUpdates given) {
    int[] numbers = given.rows();
    int from = numbers[0];
    float[] stretch = states(table, from, numbers[numbers.length - 1] + 1);
    for (int i = 0; i < numbers.length; i++) {
      System.arraycopy(
          given.values(), i * stateFloats, stretch, (numbers[i] - from) * stateFloats, stateFloats);
    }
    states.put((firstRows[table] + from) * stateFloats, stretch, 0, stretch.length);
  }

  /** Has all rows be up to date with the penalty of so many steps. */
  void setLastSteps(long step) {
    for (int t = 0; t < numTables() && lastStep != null; t++) {
      int[] steps = new int[size(t)];
      Arrays.fill(steps, (int) step);
      lastStep.put(firstRows[t], steps, 0, steps.length);
    }
  }

  /** Writes the states and last steps of a table as the engine "cpu" does. */
  void writeStates(int table, StateOutput out) throws IOException {
    out.writeFloats(states(table, 0, size(table)));
    int[] steps = new int[lastStep == null ? 0 : size(table)];
    if (lastStep != null) {
      lastStep.get(firstRows[table], steps, 0, steps.length);
    }
    out.writeInts(steps);
  }

  void readStates(int table, StateInput in) throws IOException {
    float[] ofTable = new float[Math.multiplyExact(size(table), stateFloats)];
    in.readFloats(ofTable);
    states.put(firstRows[table] * stateFloats, ofTable, 0, ofTable.length);
    int[] steps = new int[lastStep == null ? 0 : size(table)];
    in.readInts(steps);
    if (lastStep != null) {
      lastStep.put(firstRows[table], steps, 0, steps.length);
    }
  }

  /** Writes the touched rows of a table with their weights. */
  void writeTouches(int table, StateOutput out) throws IOException {
    float[] ofTable = new float[size(table)];
    touches.get(firstRows[table], ofTable, 0, ofTable.length);
    int count = 0;
    for (float weight : ofTable) {
      count += weight >= 0 ? 1 : 0;
    }
    out.writeInt(count);
    for (int row = 0; row < ofTable.length; row++) {
      if (ofTable[row] >= 0) {
        out.writeInt(row);
        out.writeInt(Float.floatToRawIntBits(ofTable[row]));
      }
    }
  }

  void readTouches(int table, StateInput in) throws IOException {
    float[] ofTable = new float[size(table)];
    Arrays.fill(ofTable, UNTOUCHED);
    int count = in.readLength();
    for (int i = 0; i < count; i++) {
      int row = in.readInt();
      if (row < 0 || row >= ofTable.length) {
        throw new IOException(String.format("there is no row %d", row));
      }
      ofTable[row] = Float.intBitsToFloat(in.readInt());
    }
    touches.put(firstRows[table], ofTable, 0, ofTable.length);
  }
}
