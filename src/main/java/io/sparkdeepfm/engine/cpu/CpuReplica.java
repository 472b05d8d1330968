package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.checkpoint.ParameterState;
import io.sparkdeepfm.checkpoint.StateInput;
import io.sparkdeepfm.checkpoint.StateOutput;
import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.SplitMix64;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.model.DenseMemory;
import io.sparkdeepfm.model.MiniBatch;
import io.sparkdeepfm.model.Scorer;
import io.sparkdeepfm.model.StepContext;
import io.sparkdeepfm.model.TrainingPass;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * A replica in the heap, trained by the processor's cores.
 *
 * <p>A step: draw the batch | pass over slices | update rows and dense ranges, with a barrier at
 * each bar. Where gradients are averaged over workers, the first two and the last are apart. Each
 * row and each range has one owner thread, and sums are taken in a fixed order, so equal inputs
 * give equal parameters, bit for bit, for a given number of threads.
 */
public final class CpuReplica implements Replica {
  private final DeepFMConfig config;
  private final TrainingConfig training;
  private final DeepFMParameters parameters;
  private final CpuReplicaState state;
  private final DenseMemory denseMemory;
  private final DenseUpdater denseUpdater;
  private final MiniBatch batch;
  private final BatchDrawer drawer;
  private final ReplicaThread[] threads;
  private final DenseMemory[] gradients;
  private final double[] losses;
  private final double[] squaredNorms;
  private final LearningRates rates;
  private final int sliceSize;
  private DenseMemory[] givenGradients; // one; made when first needed
  private SpinBarrier barrier;
  private long step;
  private volatile float inverseTotalWeight;

  /** A replica at the beginning of a training. */
  public CpuReplica(DeepFMConfig config, TrainingConfig training, DeepFMParameters parameters) {
    this(config, training, parameters, 0);
  }

  /**
   * @param parameters trained in place
   * @param stepsBefore steps that the training has made already, for the learning rate
   */
  public CpuReplica(
      DeepFMConfig config, TrainingConfig training, DeepFMParameters parameters, long stepsBefore) {
    this.config = config;
    this.training = training;
    this.parameters = parameters;
    rates = new LearningRates(training, stepsBefore);
    int numThreads = training.threadsPerWorker();
    sliceSize =
        TrainingPass.sliceSize(config, training.precision(), training.batchSize(), numThreads);
    TableState[] states = TableState.ofAll(parameters, config.embeddingDim() + 1, training);
    DenseLayout layout = new DenseLayout(config);
    denseMemory = new DenseMemory(config);
    denseMemory.put(parameters.dense(), 0, layout.trainableLength());
    denseUpdater = new DenseUpdater(training, rates, layout, parameters.dense(), denseMemory);
    batch = new MiniBatch(config, training.batchSize());
    drawer = new BatchDrawer(batch, training.batchSize());
    gradients = new DenseMemory[numThreads];
    losses = new double[numThreads];
    squaredNorms = new double[numThreads];
    threads = new ReplicaThread[numThreads];
    for (int t = 0; t < numThreads; t++) {
      threads[t] =
          new ReplicaThread(
              t,
              new TrainingPass(config, sliceSize, training.precision()),
              new RowUpdater(config, training, rates, parameters, states, t),
              denseUpdater.newWorkspace());
    }
    batch.setPasses(Arrays.stream(threads).map(ReplicaThread::pass).toList());
    List<RowUpdater> rows = Arrays.stream(threads).map(ReplicaThread::rows).toList();
    state = new CpuReplicaState(parameters, states, denseUpdater, denseMemory, rows, layout);
  }

  /** What belongs to one thread. */
  private record ReplicaThread(
      int index, TrainingPass pass, RowUpdater rows, DenseUpdater.Workspace workspace) {}

  /** The live parameters. */
  @Override
  public DeepFMParameters parameters() {
    return parameters;
  }

  @Override
  public float[] dense() {
    return parameters.dense().clone();
  }

  @Override
  public BlockScorer newScorer() {
    return new Scorer(config, parameters, denseMemory)::logits;
  }

  @Override
  public void setLearningRateScale(double scale) {
    rates.setScale(scale);
  }

  @Override
  public long step() {
    return step;
  }

  @Override
  public void goOnAfter(long steps) {
    step = steps;
    state.setLastSteps(steps);
  }

  @Override
  public double train(ExampleBlock source, int[] order, int from, int to) {
    runTeam((thread, context) -> trainAsThread(thread, context, source, order, from, to));
    step += (to - from + training.batchSize() - 1L) / training.batchSize();
    return Arrays.stream(losses).sum();
  }

  private void trainAsThread(
      ReplicaThread thread,
      StepContext context,
      ExampleBlock source,
      int[] order,
      int from,
      int to) {
    long currentStep = step;
    for (int begin = from; begin < to; begin += training.batchSize()) {
      currentStep++;
      int n = Math.min(training.batchSize(), to - begin);
      drawCaughtUp(thread, source, order, begin, n, currentStep);
      pass(thread, context, currentStep, inverseTotalWeight);
      barrier.await();
      float scale = training.maxGradientNorm() > 0 ? gradientScale(thread) : 1f;
      thread.rows().update(batch, thread.pass(), currentStep, scale);
      denseUpdater.update(gradients, thread.index(), currentStep, scale, thread.workspace());
      if (thread.index() == 0) {
        thread.pass().updateMovingStatistics(parameters.dense());
      }
      barrier.await();
    }
  }

  @Override
  public GradientSums sumGradients(ExampleBlock source, int[] order, int from, int to) {
    RowUpdates[][] rows = new RowUpdates[threads.length][];
    float[] dense = parameters.dense().clone();
    runTeam(
        (thread, context) -> {
          drawCaughtUp(thread, source, order, from, to - from, step + 1);
          pass(thread, context, step + 1, 1f);
          barrier.await();
          rows[thread.index()] = thread.rows().gradients(batch, thread.pass());
          denseUpdater.sum(gradients, thread.index(), dense, thread.workspace());
          if (thread.index() == 0) {
            thread.pass().updateMovingStatistics(dense);
          }
        });
    return GradientSums.of(rows, config.embeddingDim() + 1, dense, Arrays.stream(losses).sum());
  }

  @Override
  public void step(RowUpdates[] rows, float[] dense) {
    int trainable = new DenseLayout(config).trainableLength();
    if (givenGradients == null) {
      givenGradients = new DenseMemory[] {new DenseMemory(config)};
    }
    givenGradients[0].put(dense, 0, trainable);
    step++;
    runTeam(
        (thread, context) -> {
          thread.rows().update(rows, step);
          denseUpdater.update(givenGradients, thread.index(), step, 1f, thread.workspace());
        });
    System.arraycopy(dense, trainable, parameters.dense(), trainable, dense.length - trainable);
  }

  /** What each thread of the replica does. */
  private interface TeamWork {
    void run(ReplicaThread thread, StepContext context);
  }

  private void runTeam(TeamWork work) {
    Arrays.fill(losses, 0);
    barrier = new SpinBarrier(threads.length);
    TeamSync team = new TeamSync(threads.length, barrier);
    ThreadTeam.run(
        threads.length, barrier, t -> work.run(threads[t], new StepContext(team.member(t))));
  }

  /** Draws a mini-batch, and brings its rows up to date for step {@code currentStep}. */
  private void drawCaughtUp(
      ReplicaThread thread, ExampleBlock source, int[] order, int begin, int n, long currentStep) {
    draw(thread.index(), source, order, begin, n);
    barrier.await();
    if (thread.rows().isLazy()) {
      thread.rows().catchUp(batch, currentStep);
      barrier.await();
    }
  }

  private void draw(int thread, ExampleBlock source, int[] order, int begin, int n) {
    if (thread == 0) {
      double total = drawer.drawTargets(source, order, begin, n);
      inverseTotalWeight = total > 0 ? (float) (1 / total) : 0f;
    }
    for (int f = thread; f < config.schema().numFields(); f += threads.length) {
      drawer.drawField(source, f, order, begin, n);
    }
  }

  /**
   * @param factor of the examples' weighted gradients: 1 / Σ w for those of the mean, 1 for sums
   */
  private void pass(ReplicaThread thread, StepContext context, long currentStep, float factor) {
    context.begin(SplitMix64.combine(training.seed(), currentStep), factor);
    int begin = (int) ((long) batch.size() * thread.index() / threads.length);
    int end = (int) ((long) batch.size() * (thread.index() + 1) / threads.length);
    TrainingPass pass = thread.pass();
    pass.begin(parameters, denseMemory, batch, begin, end);
    int from = begin;
    do { // batch norm waits for every thread once, also for one without examples
      int to = Math.min(end, from + sliceSize);
      losses[thread.index()] += pass.run(parameters, denseMemory, batch, from, to, context);
      from = to;
    } while (from < end);
    gradients[thread.index()] = pass.end();
  }

  /** What the gradients are multiplied by so that their norm is at most maxGradientNorm. */
  private float gradientScale(ReplicaThread thread) {
    squaredNorms[thread.index()] =
        thread.rows().squaredNorm(batch, thread.pass())
            + denseUpdater.squaredNorm(gradients, thread.index(), thread.workspace());
    barrier.await();
    double sum = 0;
    for (double squaredNorm : squaredNorms) {
      sum += squaredNorm;
    }
    double norm = Math.sqrt(sum);
    return norm > training.maxGradientNorm() ? (float) (training.maxGradientNorm() / norm) : 1f;
  }

  @Override
  public void catchUpAll() {
    for (ReplicaThread thread : threads) {
      thread.rows().catchUpAll(step + 1);
    }
  }

  @Override
  public ReplicaState state() {
    return state;
  }

  @Override
  public void write(StateOutput out) throws IOException {
    out.writeLong(rates.stepsBefore());
    out.writeLong(step);
    state.write(out);
  }

  /** Nothing: the heap is freed when nobody knows the replica. */
  @Override
  public void close() {}

  /** Makes replicas in the heap. */
  static final class Factory implements ReplicaFactory {
    @Override
    public Replica create(
        DeepFMConfig config, TrainingConfig training, DeepFMParameters parameters, long before) {
      return new CpuReplica(config, training, parameters, before);
    }

    @Override
    public Replica read(StateInput in, DeepFMConfig config, TrainingConfig training)
        throws IOException {
      CpuReplica replica =
          new CpuReplica(config, training, ParameterState.zeros(config), in.readLong());
      replica.step = in.readLong();
      replica.state.read(in);
      return replica;
    }
  }
}
