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

  /** A share of the rows that averages have changed since {@link #forgetChanges}, by table. */
  RowUpdates[] changes(RowShare share);

  /** Forgets what has changed. */
  void forgetChanges();
}
