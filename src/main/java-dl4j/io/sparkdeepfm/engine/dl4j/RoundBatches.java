package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.SplitMix64;
import io.sparkdeepfm.data.WorkerExamples;
import io.sparkdeepfm.engine.EpochOrder;
import io.sparkdeepfm.engine.EpochWindow;
import io.sparkdeepfm.engine.KilledTask;
import io.sparkdeepfm.engine.TrainingConfig;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function2;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * A worker's mini-batches of one averaging round, in the order in which the engine "cpu" draws
 * them; only the last of an epoch is smaller than the others, for Deeplearning4j would merge it
 * with the next.
 */
final class RoundBatches implements Iterator<MultiDataSet> {
  private final Queue<List<ExampleBlock>> windows;
  private final BatchEncoder encoder;
  private final long seed;
  private final int epoch;
  private final int batchSize;
  private EpochWindow window;
  private int position; // in the window
  private int nextWindow;
  private int batchesLeft;

  private RoundBatches(Round round, int worker, Iterator<ExampleBlock> blocks) {
    WorkerExamples examples = round.examples.get(worker);
    batchSize = round.training.batchSize();
    encoder = new BatchEncoder(round.schema, batchSize);
    seed = SplitMix64.combine(round.training.seed(), worker);
    epoch = round.epoch;
    batchesLeft = round.numSteps;
    EpochOrder order = EpochOrder.draw(examples, batchSize, seed, epoch);
    long begin = (long) round.firstStep * batchSize;
    long end = Math.min(examples.count(), begin + (long) batchesLeft * batchSize);
    if (begin >= end) {
      windows = new ArrayDeque<>();
      return;
    }
    nextWindow = order.windowAt(begin);
    windows =
        new ArrayDeque<>(EpochWindow.collect(blocks, order, nextWindow, order.windowAt(end - 1)));
    int skipped = (int) (begin - order.begin(nextWindow));
    advance();
    position = skipped;
  }

  private void advance() {
    window = EpochWindow.shuffle(epoch, nextWindow++, windows.remove(), seed);
    position = 0;
  }

  /** Moves to the next window if this one is used up; false if there is none. */
  private boolean hasExample() {
    while (window != null && position == window.order().length && !windows.isEmpty()) {
      advance();
    }
    return window != null && position < window.order().length;
  }

  @Override
  public boolean hasNext() {
    return batchesLeft > 0 && hasExample();
  }

  @Override
  public MultiDataSet next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    KilledTask.check(TaskContext.get());
    batchesLeft--;
    while (encoder.size() < batchSize && hasExample()) {
      encoder.add(window.examples(), window.order()[position++]);
    }
    return encoder.take();
  }

  /**
   * One averaging round: for each worker its next mini-batches. It runs at the head of the task in
   * which Deeplearning4j trains, in the same thread, and so is where the thread gets its device.
   *
   * @param examples what each worker has to train on
   * @param firstStep of the round, from 0, within the epoch
   */
  record Round(
      FieldSchema schema,
      List<WorkerExamples> examples,
      TrainingConfig training,
      int epoch,
      int firstStep,
      int numSteps)
      implements Function2<Integer, Iterator<ExampleBlock>, Iterator<MultiDataSet>> {
    @Override
    public Iterator<MultiDataSet> call(Integer worker, Iterator<ExampleBlock> blocks) {
      Nd4jDevices devices = Nd4jDevices.load();
      DeviceChoice.use(devices, DeviceChoice.granted(TaskContext.get()));
      devices.setThreads(training.threadsPerWorker());
      return new RoundBatches(this, worker, blocks);
    }

    /** The round's batches of all workers. */
    JavaRDD<MultiDataSet> of(JavaRDD<ExampleBlock> blocks) {
      return new CountedRdd(
          blocks.mapPartitionsWithIndex(this, true), (long) numSteps * training.numWorkers());
    }
  }

  /**
   * The data of a round, which knows its size: Deeplearning4j counts data sets, to cut them into
   * rounds, and would make them all for that.
   */
  private static final class CountedRdd extends JavaRDD<MultiDataSet> {
    private final long count;

    CountedRdd(JavaRDD<MultiDataSet> rdd, long count) {
      super(rdd.rdd(), rdd.classTag());
      this.count = count;
    }

    @Override
    public long count() {
      return count;
    }
  }
}
