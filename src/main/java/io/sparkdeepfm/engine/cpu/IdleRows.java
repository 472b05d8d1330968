package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.engine.TrainingConfig.PenaltyMode;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.MiniBatch;
import io.sparkdeepfm.model.RowGradients;
import io.sparkdeepfm.optim.Optimizer;
import io.sparkdeepfm.optim.Optimizer.Step;
import java.util.Arrays;

/**
 * Makes up the steps in which a thread's rows had no data but a penalty, so that the result is that
 * of penalising the whole table in every step: at once where a table is eager, else before a row is
 * next read.
 *
 * <p>A row that has missed n steps is brought up to date by its first 32 one by one, which lets the
 * momentum of its last gradients die away, and then by strides of at most an eighth of the steps
 * made so far: some 8 ln(n/32) more. Optimizers that idle exactly need one stride while the
 * learning rate is constant.
 */
final class IdleRows {
  private static final int SINGLE_STEPS = 32;
  private static final int SHARE_OF_STRIDE = 8;

  private final FieldSchema schema;
  private final Optimizer optimizer;
  private final LearningRates rates;
  private final DeepFMParameters parameters;
  private final TableState[] states;
  private final RowGradients owners;
  private final PenaltyMode[] modes; // per table: eager or lazy
  private final boolean[] unreported; // eager tables that moved since the last catchUpAll
  private final boolean anyLazy;
  private final RowChunk chunk;
  private final Step idleStep = new Step();

  /**
   * @param owners tells which rows are this thread's
   */
  IdleRows(
      FieldSchema schema,
      int rowLength,
      Optimizer optimizer,
      PenaltyMode mode,
      LearningRates rates,
      DeepFMParameters parameters,
      TableState[] states,
      RowGradients owners) {
    this.schema = schema;
    this.optimizer = optimizer;
    this.rates = rates;
    this.parameters = parameters;
    this.states = states;
    this.owners = owners;
    modes = new PenaltyMode[schema.numTables()];
    for (int t = 0; t < modes.length; t++) {
      modes[t] = mode.forTable(schema.tableSize(t));
    }
    unreported = new boolean[modes.length];
    anyLazy = Arrays.asList(modes).contains(PenaltyMode.LAZY);
    chunk = new RowChunk(optimizer, rowLength);
  }

  /** Whether rows move in steps that do not touch them. */
  static boolean exist(Optimizer optimizer, PenaltyMode mode) {
    return optimizer.movesIdle() && mode != PenaltyMode.TOUCHED;
  }

  /** Whether {@link #catchUp} has anything to do. */
  boolean areLazy() {
    return anyLazy;
  }

  /** Brings this thread's rows of the batch up to date before step {@code step} reads them. */
  void catchUp(MiniBatch batch, long step) {
    for (int f = 0; f < schema.numFields(); f++) {
      int table = schema.tableOf(f);
      if (modes[table] != PenaltyMode.LAZY) {
        continue;
      }
      FieldColumn column = batch.columns()[f];
      if (column.isNumeric()) {
        if (hasValue(column.values(), batch.size())) {
          catchUpRow(table, 0, step);
        }
        continue;
      }
      int entries = column.isSingle() ? batch.size() : column.offsets()[batch.size()];
      for (int i = 0; i < entries; i++) {
        if (column.rows()[i] >= 0) {
          catchUpRow(table, column.rows()[i], step);
        }
      }
    }
  }

  /**
   * Whether the row of a numeric field has a gradient, as others then expect it to be up to date.
   */
  private static boolean hasValue(float[] values, int n) {
    for (int b = 0; b < n; b++) {
      if (values[b] != 0) {
        return true;
      }
    }
    return false;
  }

  /** Brings a row up to date before step {@code step}; returns whether it moved. */
  boolean catchUpRow(int table, int row, long step) {
    int last = states[table].lastStep(row);
    if (last >= step - 1 || !owners.isMine(table, row)) {
      return false;
    }
    chunk.begin(parameters.table(table), states[table]);
    chunk.add(row);
    makeUp(last + 1L, step);
    chunk.write(step - 1);
    return true;
  }

  /** The steps {@code [from, to)} for the rows of the chunk. */
  private void makeUp(long from, long to) {
    long step = from;
    while (step < to) {
      long stride = stride(from, step, to);
      float rate = rates.ofEmbeddings(step + stride / 2);
      chunk.idle(idleStep.set(step, (int) stride, rate));
      step += stride;
    }
  }

  private long stride(long from, long step, long to) {
    if (optimizer.idlesExactly() && rates.areConstantAfter(step)) {
      return to - step;
    }
    long done = step - from;
    if (done < SINGLE_STEPS) {
      return 1;
    }
    return Math.min(Long.highestOneBit(done / SHARE_OF_STRIDE), Long.highestOneBit(to - step));
  }

  /** Makes step {@code step} for this thread's rows of the eager tables that had no data in it. */
  void idleEagerly(long step) {
    for (int table = 0; table < modes.length; table++) {
      if (modes[table] == PenaltyMode.EAGER) {
        idleTable(table, step);
        unreported[table] = true;
      }
    }
  }

  private void idleTable(int table, long step) {
    TableState state = states[table];
    chunk.begin(parameters.table(table), state);
    for (int row = 0; row < schema.tableSize(table); row++) {
      if (state.lastStep(row) < step && owners.isMine(table, row)) {
        chunk.add(row);
        if (chunk.isFull()) {
          idleChunk(step);
          chunk.begin(parameters.table(table), state);
        }
      }
    }
    if (chunk.size() > 0) {
      idleChunk(step);
    }
  }

  private void idleChunk(long step) {
    chunk.idle(idleStep.set(step, 1, rates.ofEmbeddings(step)));
    chunk.write(step);
  }

  /** Whether an eager table has moved since the last {@link #catchUpAll}; live, by table. */
  boolean[] unreported() {
    return unreported;
  }

  /**
   * Brings all of this thread's rows up to date as of the end of step {@code step − 1}, and lists
   * those that moved since the last call without being touched.
   */
  void catchUpAll(long step, IntList[] moved) {
    for (int table = 0; table < modes.length; table++) {
      for (int row = 0; row < schema.tableSize(table); row++) {
        boolean hasMoved =
            catchUpRow(table, row, step) || (unreported[table] && owners.isMine(table, row));
        if (hasMoved && !states[table].isTouched(row)) {
          moved[table].add(row);
        }
      }
      unreported[table] = false;
    }
  }
}
