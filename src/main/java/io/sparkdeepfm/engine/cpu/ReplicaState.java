package io.sparkdeepfm.engine.cpu;

import java.util.BitSet;

/** A replica's rows and dense parameters between two steps, as workers exchange them. */
public interface ReplicaState {
  /** Takes the rows touched since the last call, with their weights. */
  RowUpdates[] takeTouched();

  /**
   * Takes them for an averaging, as {@link Averaging.RowRule} wants them. Movements are taken back:
   * until the average comes, the rows are what they are in all replicas.
   */
  RowUpdates[] takeForAveraging();

  /**
   * Takes over averaged rows of a table.
   *
   * @param home whether this replica returns them to the driver
   * @param step as of the end of which they are
   */
  void applyAverage(int table, RowUpdates average, boolean home, long step);

  /** Rows of a table that are known to be in no other worker's examples; live. */
  BitSet alone(int table);

  /** Takes over all dense parameters. */
  void setDense(float[] dense);

  /** The optimizer's states of all trainable dense parameters, one state after the other. */
  float[] denseStates();

  /** Takes over {@link #denseStates} of another replica. */
  void setDenseStates(float[] states);

  /**
   * The optimizer's states of those of the rows {@code [from, to)} that have moved since the
   * training began.
   *
   * @return all states of a row together as its values; each weight is 1
   */
  RowUpdates rowStates(int table, int from, int to);

  /** Takes over {@link #rowStates} of other replicas. */
  void setRowStates(int table, RowUpdates states);

  /** A share of the rows that averages have changed since {@link #forgetChanges}, by table. */
  RowUpdates[] changes(RowShare share);

  /** Forgets what has changed. */
  void forgetChanges();
}
