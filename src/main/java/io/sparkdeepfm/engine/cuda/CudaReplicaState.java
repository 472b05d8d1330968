package io.sparkdeepfm.engine.cuda;

import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingConfig.Averaged;
import io.sparkdeepfm.engine.cpu.ReplicaState;
import io.sparkdeepfm.engine.cpu.RowMarks;
import io.sparkdeepfm.engine.cpu.RowShare;
import io.sparkdeepfm.engine.cpu.RowUpdates;
import io.sparkdeepfm.model.DeepFMParameters;
import java.util.BitSet;

/**
 * What a GPU's replica exchanges. Where averages are of movements, the rows in the heap are those
 * on which all replicas agree, so a movement is the difference from them.
 *
 * <p>Its methods take turns with those of the replica and refuse with an IllegalStateException once
 * that is closed, because a task that Spark has given up may still be at work here.
 */
final class CudaReplicaState implements ReplicaState {
  private static final long AS_BEFORE = -1; // the step up to which a row is penalised

  private final CudaReplica replica; // whose lock is taken here too
  private final DeepFMParameters parameters; // in the heap
  private final DeviceTables tables;
  private final DeviceDense dense;
  private final RowMarks[] marks;
  private final boolean movements; // whether averages are of how rows have moved

  CudaReplicaState(
      CudaReplica replica,
      TrainingConfig training,
      DeepFMParameters parameters,
      DeviceTables tables,
      DeviceDense dense) {
    this.replica = replica;
    this.parameters = parameters;
    this.tables = tables;
    this.dense = dense;
    marks = new RowMarks[tables.numTables()];
    for (int t = 0; t < marks.length; t++) {
      marks[t] = new RowMarks();
    }
    movements =
        training.numWorkers() > 1
            && training.averaging() == Averaged.PARAMETERS
            && !training.movesIdleRows();
  }

  RowMarks marks(int table) {
    return marks[table];
  }

  @Override
  public RowUpdates[] takeTouched() {
    synchronized (replica) {
      replica.requireOpen();
      RowUpdates[] taken = new RowUpdates[marks.length];
      for (int t = 0; t < taken.length; t++) {
        taken[t] = tables.take(t);
        write(t, taken[t].rows(), taken[t].values());
      }
      return taken;
    }
  }

  private void write(int table, int[] rows, float[] values) {
    float[] target = parameters.table(table).values();
    int length = tables.rowLength();
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(values, i * length, target, rows[i] * length, length);
    }
  }

  private float[] read(int table, int[] rows) {
    float[] source = parameters.table(table).values();
    int length = tables.rowLength();
    float[] values = new float[Math.multiplyExact(rows.length, length)];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(source, rows[i] * length, values, i * length, length);
    }
    return values;
  }

  @Override
  public RowUpdates[] takeForAveraging() {
    synchronized (replica) {
      replica.requireOpen();
      if (!movements) {
        return takeTouched();
      }
      RowUpdates[] taken = new RowUpdates[marks.length];
      for (int t = 0; t < taken.length; t++) {
        taken[t] = tables.take(t);
        float[] agreed = read(t, taken[t].rows());
        tables.put(t, taken[t].rows(), agreed, AS_BEFORE);
        float[] moved = taken[t].values();
        for (int i = 0; i < moved.length; i++) {
          moved[i] -= agreed[i];
        }
      }
      return taken;
    }
  }

  @Override
  public void applyAverage(int table, RowUpdates average, boolean home, long step) {
    synchronized (replica) {
      replica.requireOpen();
      int[] rows = average.rows();
      float[] values = average.values();
      if (movements) {
        float[] agreed = read(table, rows);
        for (int i = 0; i < agreed.length; i++) {
          agreed[i] += values[i];
        }
        values = agreed;
      }
      write(table, rows, values);
      tables.put(table, rows, values, step);
      for (int row : rows) {
        marks[table].noteChange(row, home);
      }
    }
  }

  @Override
  public BitSet alone(int table) {
    synchronized (replica) {
      replica.requireOpen();
      return marks[table].alone();
    }
  }

  @Override
  public void setDense(float[] newDense) {
    synchronized (replica) {
      replica.requireOpen();
      dense.put(newDense);
    }
  }

  @Override
  public float[] denseStates() {
    synchronized (replica) {
      replica.requireOpen();
      return dense.allStates();
    }
  }

  @Override
  public void setDenseStates(float[] states) {
    synchronized (replica) {
      replica.requireOpen();
      dense.putAllStates(states);
    }
  }

  @Override
  public RowUpdates rowStates(int table, int from, int to) {
    synchronized (replica) {
      replica.requireOpen();
      return tables.movedStates(table, from, to);
    }
  }

  @Override
  public void setRowStates(int table, RowUpdates states) {
    synchronized (replica) {
      replica.requireOpen();
      tables.putStates(table, states);
    }
  }

  @Override
  public RowUpdates[] changes(RowShare share) {
    synchronized (replica) {
      replica.requireOpen();
      RowUpdates[] changes = new RowUpdates[marks.length];
      for (int t = 0; t < changes.length; t++) {
        int[] rows = marks[t].changes(share);
        changes[t] = new RowUpdates(rows, read(t, rows), null);
      }
      return changes;
    }
  }

  @Override
  public void forgetChanges() {
    synchronized (replica) {
      replica.requireOpen();
      for (RowMarks ofTable : marks) {
        ofTable.forgetChanges();
      }
    }
  }
}
