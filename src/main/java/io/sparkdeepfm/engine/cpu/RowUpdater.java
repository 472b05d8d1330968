package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.MiniBatch;
import io.sparkdeepfm.model.RowGradients;
import io.sparkdeepfm.model.TrainingPass;
import io.sparkdeepfm.optim.Optimizer;

/**
 * Applies the optimizer to the embedding rows of one thread, a chunk of gathered rows at a time.
 *
 * <p>L2 regularisation is lazy: the steps in which a row was not in the batch, where its gradient
 * would have been λθ alone, are made up one by one before the row is next read, so the result is
 * that of penalising the whole table in every step.
 */
final class RowUpdater {
  private static final int CHUNK = 64;

  private final FieldSchema schema;
  private final int rowLength;
  private final Optimizer optimizer;
  private final float learningRate;
  private final float l2;
  private final DeepFMParameters parameters;
  private final TableState[] states;
  private final RowGradients rowGradients;
  private final IntList[] touched; // per table, the rows this thread touched in this round
  private final float[] values;
  private final float[] gradients;
  private final float[][] stateBuffers;

  RowUpdater(
      DeepFMConfig config,
      Optimizer optimizer,
      double learningRate,
      double l2,
      DeepFMParameters parameters,
      TableState[] states,
      int thread,
      int numThreads) {
    schema = config.schema();
    rowLength = config.embeddingDim() + 1;
    this.optimizer = optimizer;
    this.learningRate = (float) learningRate;
    this.l2 = (float) l2;
    this.parameters = parameters;
    this.states = states;
    rowGradients = new RowGradients(config, thread, numThreads);
    touched = new IntList[schema.numTables()];
    for (int t = 0; t < touched.length; t++) {
      touched[t] = new IntList();
    }
    values = new float[CHUNK * rowLength];
    gradients = new float[CHUNK * rowLength];
    stateBuffers = new float[optimizer.numStates()][CHUNK * rowLength];
  }

  IntList touched(int table) {
    return touched[table];
  }

  /** Updates this thread's rows of the batch in step number {@code step}. */
  void update(MiniBatch batch, TrainingPass pass, long step) {
    for (int table = 0; table < schema.numTables(); table++) {
      rowGradients.accumulate(parameters, table, batch, pass.alpha(), pass.beta());
      for (int from = 0; from < rowGradients.size(); from += CHUNK) {
        updateChunk(table, from, Math.min(CHUNK, rowGradients.size() - from), step);
      }
    }
  }

  private void updateChunk(int table, int from, int n, long step) {
    float[] tableValues = parameters.table(table).values();
    int[] rows = rowGradients.rows();
    for (int i = 0; i < n; i++) {
      int row = rows[from + i];
      System.arraycopy(tableValues, row * rowLength, values, i * rowLength, rowLength);
      states[table].read(row, stateBuffers, i);
    }
    int length = n * rowLength;
    System.arraycopy(rowGradients.gradients(), from * rowLength, gradients, 0, length);
    if (l2 > 0) {
      addDecay(length);
    }
    optimizer.update(values, gradients, stateBuffers, length, step, learningRate);
    for (int i = 0; i < n; i++) {
      int row = rows[from + i];
      System.arraycopy(values, i * rowLength, tableValues, row * rowLength, rowLength);
      states[table].write(row, stateBuffers, i);
      states[table].setLastStep(row, step);
      if (states[table].touch(row, rowGradients.counts()[from + i])) {
        touched[table].add(row);
      }
    }
  }

  private void addDecay(int length) {
    for (int i = 0; i < length; i++) {
      gradients[i] += l2 * values[i];
    }
  }

  /** Brings this thread's rows of the batch up to date before step {@code step} reads them. */
  void catchUp(MiniBatch batch, long step) {
    for (int f = 0; f < schema.numFields(); f++) {
      int table = schema.tableOf(f);
      FieldColumn column = batch.columns()[f];
      if (column.isNumeric()) {
        catchUpRow(table, 0, step);
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

  /** Brings all of this thread's rows up to date as of the end of step {@code step − 1}. */
  void catchUpAll(long step) {
    for (int table = 0; table < schema.numTables(); table++) {
      for (int row = 0; row < schema.tableSize(table); row++) {
        if (catchUpRow(table, row, step) && states[table].touches(row) == 0) {
          touched[table].add(row);
        }
      }
    }
  }

  private boolean catchUpRow(int table, int row, long step) {
    if (!rowGradients.isMine(table, row) || states[table].lastStep(row) >= step - 1) {
      return false;
    }
    float[] tableValues = parameters.table(table).values();
    System.arraycopy(tableValues, row * rowLength, values, 0, rowLength);
    states[table].read(row, stateBuffers, 0);
    for (long missed = states[table].lastStep(row) + 1L; missed < step; missed++) {
      for (int k = 0; k < rowLength; k++) {
        gradients[k] = l2 * values[k];
      }
      optimizer.update(values, gradients, stateBuffers, rowLength, missed, learningRate);
    }
    System.arraycopy(values, 0, tableValues, row * rowLength, rowLength);
    states[table].write(row, stateBuffers, 0);
    states[table].setLastStep(row, step - 1);
    return true;
  }
}
