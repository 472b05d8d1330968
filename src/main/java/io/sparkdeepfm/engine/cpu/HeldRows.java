package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.RowSet;
import io.sparkdeepfm.engine.HeapNeeds;
import io.sparkdeepfm.engine.HeapNeeds.Heaps;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingConfig.Averaged;
import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.engine.cpu.Averaging.RowRule;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.EmbeddingTable;
import io.sparkdeepfm.model.Initializer;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;

/**
 * Which rows the workers' examples have, found in one pass and kept in the executors, one {@link
 * WorkerRows} beside the examples of each worker; and the driver's parameters, which of a large
 * table keep only the rows that any worker's examples have.
 *
 * <p>Where a penalty moves rows that no example has, or replicas go in lockstep, every replica
 * holds every row.
 */
final class HeldRows {
  /** Floats of a table from which on the driver leaves out rows: 64 MB. */
  private static final long LARGE_FLOATS = 1 << 24;

  private final TrainingEngine.Job job;
  private final JavaRDD<WorkerRows> workers; // null where every replica holds every row
  private final boolean anyLarge;

  private HeldRows(TrainingEngine.Job job, JavaRDD<WorkerRows> workers) {
    this.job = job;
    this.workers = workers;
    anyLarge = workers != null && anyLarge(job.config().schema());
  }

  /**
   * Looks at the examples, if replicas may follow them.
   *
   * @param replicas of the workers
   * @throws IllegalArgumentException if the heap of an executor or the driver is too small for what
   *     they have to hold
   */
  static HeldRows of(TrainingEngine.Job job, ReplicaFactory replicas) {
    if (!mayFollow(job.config(), job.training())) {
      return new HeldRows(job, null);
    }
    FieldSchema schema = job.config().schema();
    boolean asked = job.training().numWorkers() > 1 || anyLarge(schema);
    HeldRows held = new HeldRows(job, asked ? find(job.blocks(), schema) : null);
    boolean checked = false;
    try {
      held.requireHeap(replicas);
      checked = true;
      return held;
    } finally {
      if (!checked) {
        held.close();
      }
    }
  }

  /** Whether replicas of large tables hold only the rows of their examples. */
  static boolean mayFollow(DeepFMConfig config, TrainingConfig training) {
    return RowRule.of(config, training).isOfMovements()
        && (training.numWorkers() == 1 || training.averaging() == Averaged.PARAMETERS);
  }

  static JavaRDD<WorkerRows> find(JavaRDD<ExampleBlock> blocks, FieldSchema schema) {
    return blocks
        .mapPartitions(
            examples -> Collections.singleton(WorkerRows.of(examples, schema)).iterator(), true)
        .persist(StorageLevel.MEMORY_AND_DISK());
  }

  private static boolean anyLarge(FieldSchema schema) {
    return IntStream.range(0, schema.numTables())
        .anyMatch(t -> schema.tableSize(t) >= WorkerRows.LARGE_TABLE);
  }

  /** One per partition of the examples; null where every replica holds every row. */
  JavaRDD<WorkerRows> workers() {
    return workers;
  }

  /** Whether a request has to bring a worker its rows. */
  boolean areNeeded() {
    return anyLarge;
  }

  /** The driver's parameters as the seed gives them. */
  DeepFMParameters parameters(Initializer initializer) {
    FieldSchema schema = job.config().schema();
    RowSet[] kept = new RowSet[schema.numTables()];
    if (anyLarge) {
      WorkerRows all = ofAnybody();
      for (int t = 0; t < kept.length; t++) {
        long floats = schema.tableSize(t) * (job.config().embeddingDim() + 1L);
        boolean fits = EmbeddingTable.fitsArray(schema.tableSize(t), job.config().embeddingDim());
        kept[t] = floats >= LARGE_FLOATS && (all.isCompact(t) || !fits) ? all.ofTable(t) : null;
      }
    }
    return initializer.initialize(kept);
  }

  private WorkerRows ofAnybody() {
    FieldSchema schema = job.config().schema();
    return workers.treeReduce((a, b) -> a.union(b, schema));
  }

  /** An earlier model's parameters with room for every row that training may move. */
  DeepFMParameters withRoom(DeepFMParameters initial) {
    if (initial.tables().stream().allMatch(table -> table.others() == null)) {
      return initial;
    }
    if (!anyLarge) {
      return initial.whole();
    }
    WorkerRows all = ofAnybody();
    return new DeepFMParameters(
        IntStream.range(0, initial.tables().size())
            .mapToObj(t -> initial.table(t).withRoom(all.ofTable(t)))
            .toList(),
        initial.dense());
  }

  private void requireHeap(ReplicaFactory replicas) {
    if (!anyLarge) {
      return;
    }
    FieldSchema schema = job.config().schema();
    SparkContext context = job.blocks().context();
    int executors =
        context.isLocal() ? 1 : Math.max(1, context.getExecutorMemoryStatus().size() - 1);
    int perExecutor = (job.training().numWorkers() + executors - 1) / executors;
    List<long[]> slots =
        workers
            .map(
                own ->
                    IntStream.range(0, schema.numTables())
                        .mapToLong(t -> own.numSlots(t, schema))
                        .toArray())
            .collect();
    HeapNeeds needs = replicas.needs(job.config(), job.training(), slots, perExecutor);
    if (job.initialParameters() != null) {
      // The driver holds all rows, as the initial model does, which the caller keeps.
      needs = needs.and(0, 2 * Float.BYTES * job.initialParameters().numKept());
    }
    needs.check(Heaps.of(context));
  }

  /** Gives the room back that this takes in the executors. */
  void close() {
    if (workers != null) {
      workers.unpersist();
    }
  }
}
