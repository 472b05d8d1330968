package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.checkpoint.StateInput;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.engine.HeapNeeds;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/** Makes replicas of one kind in the executors. */
public interface ReplicaFactory extends Serializable {
  /**
   * A replica with fresh optimizer state.
   *
   * @param parameters taken over rather than copied
   * @param before steps that the training has made already, for the learning rate
   */
  Replica create(
      DeepFMConfig config, TrainingConfig training, DeepFMParameters parameters, long before);

  /** A replica as {@link Replica#write} wrote it. */
  Replica read(StateInput in, DeepFMConfig config, TrainingConfig training) throws IOException;

  /**
   * The heap that replicas need which follow their data.
   *
   * @param rows by worker and table, how many a replica holds
   * @param perExecutor replicas of an executor
   * @throws IllegalArgumentException if a replica cannot hold so many rows of a table
   */
  default HeapNeeds needs(
      DeepFMConfig config, TrainingConfig training, List<long[]> rows, int perExecutor) {
    return ReplicaMemory.needs(config, training, rows, perExecutor);
  }

  /**
   * Rows by table that a replica holds at least, as far as it can be told before the data are
   * encoded: none of a large table where replicas follow the data, else all.
   */
  static long[] knownRows(DeepFMConfig config, TrainingConfig training) {
    return ReplicaMemory.knownRows(config, training);
  }

  /**
   * Requires that rows of a table with so many floats each fit into an array.
   *
   * @throws IllegalArgumentException if they do not
   */
  static void requireArray(FieldSchema schema, int table, long rows, long floatsOfRow) {
    ReplicaMemory.requireArray(schema, table, rows, floatsOfRow);
  }
}
