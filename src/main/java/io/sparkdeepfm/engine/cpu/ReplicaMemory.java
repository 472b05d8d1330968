package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.engine.HeapNeeds;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.optim.Optimizer;
import java.util.Arrays;
import java.util.List;

/**
 * The heap that replicas fill: in an executor, for each worker, the rows of the embedding tables
 * that it holds with their optimizer state, {@link TableState}; in the driver, the parameters. What
 * is exchanged depends on the data and is not counted, nor are the examples, which can go to disk.
 */
final class ReplicaMemory {
  private static final long MOST_FLOATS = Integer.MAX_VALUE - 8; // of an array

  private ReplicaMemory() {}

  /**
   * What can be told before the data are encoded: where replicas follow the data, that of small
   * tables.
   */
  static HeapNeeds needs(DeepFMConfig config, TrainingConfig training, int workersAtOnce) {
    return needs(config, training, List.of(knownRows(config, training)), workersAtOnce);
  }

  /** Rows by table as {@link ReplicaFactory#knownRows} says. */
  static long[] knownRows(DeepFMConfig config, TrainingConfig training) {
    FieldSchema schema = config.schema();
    boolean follow = HeldRows.mayFollow(config, training);
    long[] rows = new long[schema.numTables()];
    for (int t = 0; t < rows.length; t++) {
      boolean unknown = follow && schema.tableSize(t) >= WorkerRows.LARGE_TABLE;
      rows[t] = unknown ? 0 : schema.tableSize(t);
    }
    return rows;
  }

  /**
   * What replicas need that hold so many rows.
   *
   * @param rows by worker and table
   * @param replicas of an executor
   * @throws IllegalArgumentException if the rows of a replica's table do not fit into an array
   */
  static HeapNeeds needs(
      DeepFMConfig config, TrainingConfig training, List<long[]> rows, int replicas) {
    FieldSchema schema = config.schema();
    int rowLength = config.embeddingDim() + 1;
    long dense = new DenseLayout(config).length();
    Optimizer optimizer = training.embeddings().forRows(rowLength);
    long stateLength = (long) optimizer.stateLength(rowLength) * optimizer.numStates();
    long largest = 0;
    for (long[] own : rows) {
      for (int t = 0; t < own.length; t++) {
        requireArray(schema, t, own[t], Math.max(rowLength, stateLength));
      }
      largest = Math.max(largest, Arrays.stream(own).sum());
    }
    long kept = 0;
    for (int t = 0; t < schema.numTables(); t++) {
      int table = t;
      long any = rows.stream().mapToLong(own -> own[table]).sum();
      kept += Math.min(any, schema.tableSize(t));
    }
    int touches = 1;
    int lastStep = IdleRows.exist(optimizer, training.penaltyMode()) ? 1 : 0;
    long ofRow = rowLength + stateLength + touches + lastStep;
    return new HeapNeeds(
        CpuEngine.NAME,
        schema.numEmbeddings() * rowLength + dense,
        (long) Float.BYTES * replicas * (dense + largest * ofRow),
        Float.BYTES * (dense + kept * rowLength),
        "use a smaller embeddingDim or smaller vocabularies");
  }

  /** As {@link ReplicaFactory#requireArray}. */
  static void requireArray(FieldSchema schema, int table, long rows, long floatsOfRow) {
    if (rows * floatsOfRow > MOST_FLOATS) {
      throw Refusal.of(
          "A worker would hold %d rows of vocabulary '%s' with %d floats each in one array, but 2³¹ is"
              + " the limit; use a smaller embeddingDim or vocabulary, an optimizer with less state,"
              + " more workers, or no penalty, without which a worker holds the rows of its own data"
              + " only.",
          rows, schema.tableName(table), floatsOfRow);
    }
  }
}
