package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.checkpoint.ParameterState;
import io.sparkdeepfm.checkpoint.StateInput;
import io.sparkdeepfm.checkpoint.StateOutput;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.model.DenseMemory;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;

/** Parameters and optimizer state in the heap. */
final class CpuReplicaState implements ReplicaState {
  private final DeepFMParameters parameters;
  private final TableState[] tables;
  private final DenseUpdater denseUpdater;
  private final DenseMemory denseMemory;
  private final List<RowUpdater> threads;
  private final int trainable;
  private final boolean movements; // whether averages are of how rows have moved

  /**
   * @param threads those of the replica, which list the rows that they touched
   */
  CpuReplicaState(
      DeepFMParameters parameters,
      TableState[] tables,
      DenseUpdater denseUpdater,
      DenseMemory denseMemory,
      List<RowUpdater> threads,
      DenseLayout layout) {
    this.parameters = parameters;
    this.tables = tables;
    this.denseUpdater = denseUpdater;
    this.denseMemory = denseMemory;
    this.threads = threads;
    trainable = layout.trainableLength();
    movements = threads.get(0).before(0) != null;
  }

  @Override
  public RowUpdates[] takeTouched() {
    RowUpdates[] updates = new RowUpdates[tables.length];
    for (int table = 0; table < updates.length; table++) {
      updates[table] = tables[table].takeTouched(parameters.table(table), touched(table));
    }
    return updates;
  }

  @Override
  public RowUpdates[] takeForAveraging() {
    if (!movements) {
      return takeTouched();
    }
    RowUpdates[] updates = new RowUpdates[tables.length];
    for (int table = 0; table < updates.length; table++) {
      int t = table;
      List<FloatList> before = threads.stream().map(thread -> thread.before(t)).toList();
      updates[t] = tables[t].takeMovements(parameters.table(t), touched(t), before);
    }
    return updates;
  }

  private List<IntList> touched(int table) {
    return threads.stream().map(thread -> thread.touched(table)).toList();
  }

  @Override
  public void applyAverage(int table, RowUpdates average, boolean home, long step) {
    if (movements) {
      average.addTo(parameters.table(table));
    } else {
      average.writeTo(parameters.table(table));
    }
    for (int row : average.rows()) {
      tables[table].setLastStep(row, step);
      tables[table].noteChange(row, home);
    }
  }

  @Override
  public BitSet alone(int table) {
    return tables[table].alone();
  }

  @Override
  public void setDense(float[] dense) {
    System.arraycopy(dense, 0, parameters.dense(), 0, dense.length);
    denseMemory.put(dense, 0, trainable);
  }

  @Override
  public float[] denseStates() {
    float[][] states = denseUpdater.states();
    float[] all = new float[states.length * trainable];
    for (int s = 0; s < states.length; s++) {
      System.arraycopy(states[s], 0, all, s * trainable, trainable);
    }
    return all;
  }

  @Override
  public void setDenseStates(float[] all) {
    float[][] states = denseUpdater.states();
    for (int s = 0; s < states.length; s++) {
      System.arraycopy(all, s * trainable, states[s], 0, trainable);
    }
  }

  @Override
  public RowUpdates rowStates(int table, int from, int to) {
    return tables[table].states(from, to);
  }

  @Override
  public void setRowStates(int table, RowUpdates states) {
    tables[table].setStates(states);
  }

  /** Has all rows be up to date with the penalty of so many steps. */
  void setLastSteps(long step) {
    for (TableState table : tables) {
      table.setLastSteps(step);
    }
  }

  @Override
  public RowUpdates[] changes(RowShare share) {
    RowUpdates[] changes = new RowUpdates[tables.length];
    for (int table = 0; table < changes.length; table++) {
      changes[table] = tables[table].changes(parameters.table(table), share);
    }
    return changes;
  }

  @Override
  public void forgetChanges() {
    for (TableState table : tables) {
      table.forgetChanges();
    }
  }

  void write(StateOutput out) throws IOException {
    ParameterState.write(parameters, out);
    boolean[] unreported = threads.get(0).unreported(); // all threads go over all tables
    for (int t = 0; t < tables.length; t++) {
      tables[t].write(out);
      out.writeBoolean(unreported[t]);
    }
    for (float[] state : denseUpdater.states()) {
      out.writeFloats(state);
    }
  }

  void read(StateInput in) throws IOException {
    ParameterState.read(in, parameters);
    for (int t = 0; t < tables.length; t++) {
      tables[t].read(in, threads.get(0).touched(t));
      boolean unreported = in.readBoolean();
      for (RowUpdater thread : threads) {
        thread.unreported()[t] = unreported;
      }
    }
    for (float[] state : denseUpdater.states()) {
      in.readFloats(state);
    }
    denseMemory.put(parameters.dense(), 0, trainable);
  }
}
