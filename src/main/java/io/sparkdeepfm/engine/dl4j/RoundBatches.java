package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.WorkerExamples;
import io.sparkdeepfm.engine.EpochOrder;
import io.sparkdeepfm.engine.EpochWindow;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
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

  /**
   * @param examples what the worker has to train on
   * @param seed of the worker
   * @param firstStep of the round, from 0, within the epoch
   */
  RoundBatches(
      Iterator<ExampleBlock> blocks,
      WorkerExamples examples,
      FieldSchema schema,
      int batchSize,
      long seed,
      int epoch,
      int firstStep,
      int numSteps) {
    encoder = new BatchEncoder(schema, batchSize);
    this.batchSize = batchSize;
    this.seed = seed;
    this.epoch = epoch;
    batchesLeft = numSteps;
    EpochOrder order = EpochOrder.draw(examples, batchSize, seed, epoch);
    long begin = (long) firstStep * batchSize;
    long end = Math.min(examples.count(), begin + (long) numSteps * batchSize);
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
    batchesLeft--;
    while (encoder.size() < batchSize && hasExample()) {
      encoder.add(window.examples(), window.order()[position++]);
    }
    return encoder.take();
  }
}
