package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.checkpoint.ParameterState;
import io.sparkdeepfm.checkpoint.StateInput;
import io.sparkdeepfm.checkpoint.StateOutput;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.model.DenseMemory;
import java.io.IOException;
import java.util.List;

/** A replica's parameters and optimizer state between two steps: exchanged, saved, restored. */
final class ReplicaState {
  private final DeepFMParameters parameters;
  private final TableState[] tables;
  private final DenseUpdater denseUpdater;
  private final DenseMemory denseMemory;
  private final List<RowUpdater> threads;
  private final int trainable;

  /**
   * @param threads those of the replica, which list the rows that they touched
   */
  ReplicaState(
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
  }

  /** Takes the rows touched since the last call, with their weights. */
  RowUpdates[] takeTouched() {
    RowUpdates[] updates = new RowUpdates[tables.length];
    for (int table = 0; table < updates.length; table++) {
      int t = table;
      List<IntList> lists = threads.stream().map(thread -> thread.touched(t)).toList();
      updates[t] = tables[t].takeTouched(parameters.table(t), lists);
    }
    return updates;
  }

  /**
   * Takes over rows and dense parameters.
   *
   * @param step as of the end of which they are
   */
  void apply(RowUpdates[] updates, float[] dense, long step) {
    for (int table = 0; table < updates.length; table++) {
      updates[table].writeTo(parameters.table(table));
      for (int row : updates[table].rows()) {
        tables[table].setLastStep(row, step);
      }
    }
    System.arraycopy(dense, 0, parameters.dense(), 0, dense.length);
    denseMemory.put(dense, 0, trainable);
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
