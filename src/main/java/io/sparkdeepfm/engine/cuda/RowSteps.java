package io.sparkdeepfm.engine.cuda;

import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingConfig.PenaltyMode;
import io.sparkdeepfm.engine.cuda.device.DeviceMemory;
import io.sparkdeepfm.engine.cuda.device.KernelCall;

/**
 * Optimizer steps on embedding rows: those of a mini-batch, and those without data that a penalty
 * moves, at once where a table is eager, else before a row is next read.
 */
final class RowSteps {
  private final Gpu gpu;
  private final DeviceTables tables;
  private final DeviceOptimizer optimizer;
  private final PenaltyMode[]
      modes; // per table: eager or lazy; null where no row moves without data
  private final boolean anyLazy;
  private final boolean[] unreported; // eager tables that moved since the last catchUpAll

  RowSteps(
      Gpu gpu,
      FieldSchema schema,
      TrainingConfig training,
      DeviceTables tables,
      DeviceOptimizer optimizer) {
    this.gpu = gpu;
    this.tables = tables;
    this.optimizer = optimizer;
    unreported = new boolean[schema.numTables()];
    modes = training.movesIdleRows() ? new PenaltyMode[unreported.length] : null;
    boolean lazy = false;
    for (int t = 0; modes != null && t < modes.length; t++) {
      modes[t] = training.penaltyMode().forTable(schema.tableSize(t));
      lazy |= modes[t] == PenaltyMode.LAZY;
    }
    anyLazy = lazy;
  }

  /** By table, whether all its rows count as touched at the end of the epoch; live. */
  boolean[] unreported() {
    return unreported;
  }

  /** Brings the rows of a mini-batch up to date before step {@code step} reads them. */
  void catchUp(BatchRows rows, long step) {
    if (anyLazy) {
      call("catch_up", step)
          .at(rows.rows())
          .at(rows.counts())
          .number(0)
          .number(0)
          .over((long) rows.most() * tables.rowLength());
      gpu.call("caught_up")
          .structure(tables.structure())
          .number(step)
          .at(rows.rows())
          .at(rows.counts())
          .number(0)
          .number(0)
          .integer(0)
          .over(rows.most());
    }
  }

  private KernelCall call(String kernel, long step) {
    return gpu.call(kernel)
        .structure(tables.structure())
        .at(optimizer.embeddings())
        .at(optimizer.embeddingRates())
        .number(step);
  }

  /**
   * Makes step {@code step} on rows with gradients, and on all others of the eager tables.
   *
   * @param weighs whether touches have row weights
   * @param scale factor of the gradients, in memory; null for 1
   */
  void update(BatchRows rows, long step, boolean weighs, DeviceMemory scale) {
    call("update_rows", step)
        .at(rows.rows())
        .at(rows.counts())
        .at(rows.gradients())
        .at(weighs ? rows.weights() : null)
        .at(scale)
        .over((long) rows.most() * tables.rowLength());
    for (int table = 0; modes != null && table < modes.length; table++) {
      if (modes[table] == PenaltyMode.EAGER) {
        catchUpTable(table, step + 1, false);
        unreported[table] = true;
      }
    }
  }

  private void catchUpTable(int table, long step, boolean report) {
    int n = tables.size(table);
    call("catch_up", step)
        .number(0)
        .number(0)
        .number(tables.firstRow(table))
        .number(n)
        .over((long) n * tables.rowLength());
    gpu.call("caught_up")
        .structure(tables.structure())
        .number(step)
        .number(0)
        .number(0)
        .number(tables.firstRow(table))
        .number(n)
        .integer(report ? 1 : 0)
        .over(n);
  }

  /**
   * Brings all rows up to date as of the end of step {@code step − 1}, and lists those among the
   * touched that moved since the last call without being touched.
   */
  void catchUpAll(long step) {
    for (int table = 0; modes != null && table < modes.length; table++) {
      catchUpTable(table, step, true);
      if (unreported[table]) {
        int n = tables.size(table);
        gpu.call("touch_all").at(tables.touches()).number(tables.firstRow(table)).number(n).over(n);
        unreported[table] = false;
      }
    }
  }
}
