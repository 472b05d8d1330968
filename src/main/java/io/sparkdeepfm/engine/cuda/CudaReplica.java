package io.sparkdeepfm.engine.cuda;

import io.sparkdeepfm.checkpoint.ParameterState;
import io.sparkdeepfm.checkpoint.StateInput;
import io.sparkdeepfm.checkpoint.StateOutput;
import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.SplitMix64;
import io.sparkdeepfm.engine.EpochWindow;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.cpu.GradientSums;
import io.sparkdeepfm.engine.cpu.Replica;
import io.sparkdeepfm.engine.cpu.ReplicaState;
import io.sparkdeepfm.engine.cpu.RowUpdates;
import io.sparkdeepfm.engine.cuda.device.DeviceMemory;
import io.sparkdeepfm.engine.cuda.device.Staging;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import java.io.IOException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A replica on a GPU. The heap keeps its rows as of when they were last taken, averaged or read, so
 * that the movement of a row since then can be told.
 *
 * <p>Methods take turns, because a task that Spark has given up may still be at work when another
 * one closes the replica.
 */
final class CudaReplica implements Replica {
  private static final Logger LOG = LoggerFactory.getLogger(CudaReplica.class);

  private final TrainingConfig training;
  private final DeepFMParameters parameters;
  private final Gpu gpu;
  private final Stretches stretches;
  private final DeviceWindow scored;
  private final DeviceTables tables;
  private final DeviceDense dense;
  private final DeviceOptimizer optimizer;
  private final BatchRows rows;
  private final RowSteps rowSteps;
  private final CudaPass pass;
  private final Clipping clipping; // null without
  private final CudaReplicaState state;
  private Supplier<EpochWindow> expected; // null unless told
  private long step;
  private boolean closed;

  /**
   * @param parameters taken over
   * @param gpu taken over
   */
  CudaReplica(
      DeepFMConfig config,
      TrainingConfig training,
      DeepFMParameters parameters,
      long stepsBefore,
      Gpu gpu) {
    this.training = training;
    this.parameters = parameters;
    this.gpu = gpu;
    FieldSchema schema = config.schema();
    tables = new DeviceTables(gpu, config, training, parameters);
    dense = new DeviceDense(gpu, config, training, parameters.dense());
    optimizer = new DeviceOptimizer(gpu, training, stepsBefore);
    int batchSize = training.batchSize();
    Staging staging = gpu.memory().staging();
    stretches = new Stretches(gpu, schema, tables.firstRows(), batchSize, staging);
    scored = new DeviceWindow(gpu, schema, tables.firstRows(), batchSize, staging);
    rows = new BatchRows(gpu, config);
    rowSteps = new RowSteps(gpu, schema, training, tables, optimizer);
    pass = new CudaPass(gpu, config, training.batchSize(), training.precision());
    clipping = training.maxGradientNorm() > 0 ? new Clipping(gpu, training) : null;
    state = new CudaReplicaState(this, training, parameters, tables, dense);
  }

  /** Refuses once the replica is closed; for those who hold its lock. */
  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("The replica has been given up.");
    }
  }

  @Override
  public synchronized DeepFMParameters parameters() {
    requireOpen();
    DeepFMParameters now = parameters.copy();
    tables.read(now);
    dense.get(now.dense());
    return now;
  }

  @Override
  public synchronized float[] dense() {
    requireOpen();
    float[] values = new float[dense.length()];
    dense.get(values);
    return values;
  }

  @Override
  public int numTables() {
    return tables.numTables();
  }

  @Override
  public synchronized void setLearningRateScale(double scale) {
    requireOpen();
    optimizer.setScale(scale);
  }

  @Override
  public synchronized long step() {
    return step;
  }

  @Override
  public synchronized void goOnAfter(long steps) {
    requireOpen();
    step = steps;
    tables.setLastSteps(steps);
  }

  @Override
  public synchronized double train(ExampleBlock source, int[] order, int from, int to) {
    requireOpen();
    DeviceWindow window = stretches.take(source, order, from, to);
    pass.beginLoss();
    for (int begin = 0; begin < to - from; begin += training.batchSize()) {
      int n = Math.min(training.batchSize(), to - from - begin);
      step++;
      double total = window.totalWeight(begin, n);
      passOver(window, begin, n, step, total > 0 ? (float) (1 / total) : 0f);
      DeviceMemory scale = clipping == null ? null : clipping.scale(rows, tables, dense);
      rowSteps.update(rows, step, true, scale);
      dense.update(optimizer, step, scale);
      pass.moveStatistics(dense.values());
    }
    if (expected == null) {
      stretches.copyNext(source, order, to);
    } else {
      EpochWindow next = expected.get();
      expected = null;
      stretches.copyNext(next.examples(), next.order(), 0);
    }
    return pass.loss();
  }

  @Override
  public synchronized void expect(Supplier<EpochWindow> next) {
    expected = next;
  }

  private void passOver(DeviceWindow window, int from, int n, long currentStep, float factor) {
    rows.find(window, from, n);
    rowSteps.catchUp(rows, currentStep);
    long seed = SplitMix64.combine(training.seed(), currentStep);
    pass.forward(window, from, n, tables.values(), dense.values(), true, seed);
    pass.backward(window, from, n, factor, dense.values(), dense.gradients(), seed);
    rows.sum(window, from, pass, tables.values(), dense.values());
  }

  @Override
  public synchronized GradientSums sumGradients(
      ExampleBlock source, int[] order, int from, int to) {
    requireOpen();
    DeviceWindow window = stretches.take(source, order, from, to);
    pass.beginLoss();
    passOver(window, 0, to - from, step + 1, 1f);
    RowUpdates[][] sums = {RowsByTable.gradients(rows, tables)};
    return GradientSums.of(
        sums, tables.rowLength(), dense.gradientsAndStatistics(pass), pass.loss());
  }

  @Override
  public synchronized void step(RowUpdates[] updates, float[] gradients) {
    requireOpen();
    step++;
    RowsByTable.put(updates, rows, tables);
    dense.putGradients(gradients);
    rowSteps.catchUp(rows, step);
    rowSteps.update(rows, step, false, null);
    dense.update(optimizer, step, null);
  }

  @Override
  public synchronized void catchUpAll() {
    requireOpen();
    rowSteps.catchUpAll(step + 1);
  }

  @Override
  public synchronized ReplicaState state() {
    requireOpen();
    return state;
  }

  @Override
  public BlockScorer newScorer() {
    return this::logits;
  }

  private synchronized float[] logits(ExampleBlock block) {
    requireOpen();
    return pass.score(scored, block, training.batchSize(), tables.values(), dense.values());
  }

  @Override
  public synchronized void write(StateOutput out) throws IOException {
    requireOpen();
    out.writeLong(optimizer.stepsBefore());
    out.writeLong(step);
    ParameterState.write(parameters(), out);
    for (int t = 0; t < tables.numTables(); t++) {
      tables.writeStates(t, out);
      state.marks(t).write(out);
      tables.writeTouches(t, out);
      out.writeBoolean(rowSteps.unreported()[t]);
    }
    for (float[] ofDense : dense.states()) {
      out.writeFloats(ofDense);
    }
  }

  /** A replica as {@link #write} or the one of the engine "cpu" wrote it. */
  static CudaReplica read(StateInput in, DeepFMConfig config, TrainingConfig training, Gpu gpu)
      throws IOException {
    long stepsBefore = in.readLong();
    long step = in.readLong();
    DeepFMParameters parameters = ParameterState.zeros(config);
    ParameterState.read(in, parameters);
    CudaReplica replica = new CudaReplica(config, training, parameters, stepsBefore, gpu);
    replica.step = step;
    replica.readStates(in);
    return replica;
  }

  private void readStates(StateInput in) throws IOException {
    for (int t = 0; t < tables.numTables(); t++) {
      tables.readStates(t, in);
      state.marks(t).read(in);
      tables.readTouches(t, in);
      rowSteps.unreported()[t] = in.readBoolean();
    }
    float[][] ofDense = dense.states();
    for (float[] values : ofDense) {
      in.readFloats(values);
    }
    dense.putStates(ofDense);
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      try {
        gpu.close();
      } catch (IllegalStateException e) { // what went wrong before is what users are to see
        LOG.warn("A GPU could not be given back: {}", e.getMessage());
      }
    }
  }
}
