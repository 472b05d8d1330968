package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingConfig.Averaged;
import io.sparkdeepfm.engine.cpu.Averaging.RowRule;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.MiniBatch;
import io.sparkdeepfm.model.RowGradients;
import io.sparkdeepfm.model.TrainingPass;
import io.sparkdeepfm.optim.Optimizer;
import io.sparkdeepfm.optim.Optimizer.Step;
import java.util.Arrays;

/** Applies the optimizer to the embedding rows of one thread, a chunk of rows at a time. */
final class RowUpdater {
  private final FieldSchema schema;
  private final int rowLength;
  private final LearningRates rates;
  private final DeepFMParameters parameters;
  private final TableState[] states;
  private final RowGradients[] sums; // per table; one for all unless gradients are clipped
  private final boolean clips;
  private final RowChunk chunk;
  private final Step currentStep = new Step();
  private final IdleRows idle; // null where no row moves without data
  private final float[] ownGradients; // of the rows in the chunk, where all threads' come together
  private final IntList[] touched; // per table, the rows this thread touched in this round
  private final FloatList[] before; // what they were; null where nobody asks

  RowUpdater(
      DeepFMConfig config,
      TrainingConfig training,
      LearningRates rates,
      DeepFMParameters parameters,
      TableState[] states,
      int thread) {
    schema = config.schema();
    rowLength = config.embeddingDim() + 1;
    this.rates = rates;
    this.parameters = parameters;
    this.states = states;
    clips = clips(training);
    sums = sums(config, new RowGradients(config, thread, training.threadsPerWorker()), clips);
    Optimizer optimizer = training.embeddings().forRows(rowLength);
    chunk = new RowChunk(optimizer, rowLength);
    ownGradients = new float[RowChunk.CAPACITY * rowLength];
    idle =
        IdleRows.exist(optimizer, training.penaltyMode())
            ? new IdleRows(
                schema,
                rowLength,
                optimizer,
                training.penaltyMode(),
                rates,
                parameters,
                states,
                sums[0])
            : null;
    touched = new IntList[schema.numTables()];
    before = sendsMovements(config, training) ? new FloatList[touched.length] : null;
    for (int t = 0; t < touched.length; t++) {
      touched[t] = new IntList();
      if (before != null) {
        before[t] = new FloatList();
      }
    }
  }

  /** Whether it is this replica's gradients that are clipped, and not a mean of several. */
  private static boolean clips(TrainingConfig training) {
    boolean averages = training.numWorkers() > 1 && training.averaging() == Averaged.GRADIENTS;
    return training.maxGradientNorm() > 0 && !averages;
  }

  private static RowGradients[] sums(DeepFMConfig config, RowGradients first, boolean apart) {
    RowGradients[] sums = new RowGradients[config.schema().numTables()];
    for (int t = 0; t < sums.length; t++) {
      sums[t] = apart && t > 0 ? first.another(config) : first;
    }
    return sums;
  }

  /** Whether a round's outcome is about how rows have moved in it. */
  private static boolean sendsMovements(DeepFMConfig config, TrainingConfig training) {
    return training.numWorkers() > 1
        && training.averaging() == Averaged.PARAMETERS
        && RowRule.of(config, training).isOfMovements();
  }

  /** What the {@link #touched} rows were before the round, in their order; null if not kept. */
  FloatList before(int table) {
    return before == null ? null : before[table];
  }

  IntList touched(int table) {
    return touched[table];
  }

  /** By table, whether all its rows count as touched at the end of the epoch; live. */
  boolean[] unreported() {
    return idle == null ? new boolean[touched.length] : idle.unreported();
  }

  /** Whether {@link #catchUp} must run before a step reads its rows. */
  boolean isLazy() {
    return idle != null && idle.areLazy();
  }

  /** Brings this thread's rows of the batch up to date before step {@code step} reads them. */
  void catchUp(MiniBatch batch, long step) {
    idle.catchUp(batch, step);
  }

  /** Brings all of this thread's rows up to date as of the end of step {@code step − 1}. */
  void catchUpAll(long step) {
    if (idle != null) {
      idle.catchUpAll(step, touched);
    }
  }

  private RowGradients sumUp(int table, MiniBatch batch, TrainingPass pass) {
    sums[table].accumulate(parameters, table, batch, pass.alpha(), pass.beta());
    return sums[table];
  }

  /** ‖g‖² of this thread's rows of the batch, whose {@link #update} follows where g is clipped. */
  double squaredNorm(MiniBatch batch, TrainingPass pass) {
    double sum = 0;
    for (int table = 0; table < schema.numTables(); table++) {
      RowGradients rows = sumUp(table, batch, pass);
      sum += DenseUpdater.squaredNorm(rows.gradients(), rows.size() * rowLength);
    }
    return sum;
  }

  /**
   * Updates this thread's rows of the batch in step number {@code step}, where gradients are
   * clipped by the sums that {@link #squaredNorm} has made of this batch.
   *
   * @param scale factor of the gradients
   */
  void update(MiniBatch batch, TrainingPass pass, long step, float scale) {
    currentStep.set(step, 1, rates.ofEmbeddings(step));
    for (int table = 0; table < schema.numTables(); table++) {
      RowGradients rows = clips ? sums[table] : sumUp(table, batch, pass);
      for (int from = 0; from < rows.size(); from += RowChunk.CAPACITY) {
        int to = Math.min(from + RowChunk.CAPACITY, rows.size());
        updateChunk(table, rows, from, to, scale);
      }
    }
    if (idle != null) {
      idle.idleEagerly(step);
    }
  }

  /** The gradients of this thread's rows of the batch, per table, in order of first appearance. */
  RowUpdates[] gradients(MiniBatch batch, TrainingPass pass) {
    RowUpdates[] result = new RowUpdates[schema.numTables()];
    for (int table = 0; table < result.length; table++) {
      RowGradients rows = sumUp(table, batch, pass);
      int size = rows.size();
      result[table] =
          new RowUpdates(
              Arrays.copyOf(rows.rows(), size),
              Arrays.copyOf(rows.gradients(), size * rowLength),
              null);
    }
    return result;
  }

  /**
   * Updates this thread's rows among those of all workers' batches in step number {@code step}.
   *
   * @param gradients per table, as values of rows
   */
  void update(RowUpdates[] gradients, long step) {
    currentStep.set(step, 1, rates.ofEmbeddings(step));
    for (int table = 0; table < schema.numTables(); table++) {
      int[] rows = gradients[table].rows();
      chunk.begin(parameters.table(table), states[table]);
      for (int i = 0; i < rows.length; i++) {
        if (sums[table].isMine(table, rows[i])) {
          add(table, rows[i], gradients[table].values(), i * rowLength);
        }
      }
      updateOwn();
    }
    if (idle != null) {
      idle.idleEagerly(step);
    }
  }

  private void add(int table, int row, float[] gradients, int source) {
    if (idle != null) {
      idle.catchUpRow(table, row, currentStep.number()); // this worker's batch need not hold it
    }
    System.arraycopy(gradients, source, ownGradients, chunk.size() * rowLength, rowLength);
    chunk.add(row);
    if (states[table].touch(row, 1f)) {
      touched[table].add(row);
    }
    if (chunk.isFull()) {
      updateOwn();
      chunk.begin(parameters.table(table), states[table]);
    }
  }

  private void updateOwn() {
    chunk.update(ownGradients, 0, 1f, currentStep);
    chunk.write(currentStep.number());
  }

  private void updateChunk(int table, RowGradients rows, int from, int to, float scale) {
    TableState state = states[table];
    chunk.begin(parameters.table(table), state);
    chunk.peek(rows.rows(), from, to);
    for (int i = from; i < to; i++) {
      int row = rows.rows()[i];
      chunk.add(row);
      if (state.touch(row, idle == null ? 1f : rows.weights()[i])) { // see RowRule
        touched[table].add(row);
        if (before != null) {
          before[table].add(parameters.table(table).values(), row * rowLength, rowLength);
        }
      }
    }
    chunk.update(rows.gradients(), from * rowLength, scale, currentStep);
    chunk.write(currentStep.number());
  }
}
