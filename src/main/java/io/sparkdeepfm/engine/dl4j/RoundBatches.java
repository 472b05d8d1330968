package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.engine.cpu.EpochWindow;
import io.sparkdeepfm.engine.cpu.WindowReader;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * A worker's mini-batches of one averaging round, in the order in which the engine "cpu" draws
 * them; only the last of an epoch is smaller than the others, for Deeplearning4j would merge it
 * with the next.
 */
final class RoundBatches implements Iterator<MultiDataSet> {
  private final WindowReader windows;
  private final BatchEncoder encoder;
  private final long seed;
  private final int epoch;
  private final int batchSize;
  private EpochWindow window;
  private int position; // in the window
  private int numWindows;
  private int batchesLeft;

  /**
   * @param seed of the worker
   * @param firstStep of the round, from 0, within the epoch
   */
  RoundBatches(
      Iterator<ExampleBlock> blocks,
      FieldSchema schema,
      int batchSize,
      long seed,
      int epoch,
      int firstStep,
      int numSteps) {
    windows = new WindowReader(blocks);
    encoder = new BatchEncoder(schema, batchSize);
    this.batchSize = batchSize;
    this.seed = seed;
    this.epoch = epoch;
    batchesLeft = numSteps;
    skip((long) firstStep * batchSize);
  }

  private void skip(long examples) {
    long left = examples;
    while (hasExample() && left > 0) {
      int inWindow = (int) Math.min(left, window.order().length - position);
      position += inWindow;
      left -= inWindow;
    }
  }

  /** Moves to the next window if this one is used up; false if there is none. */
  private boolean hasExample() {
    while (window == null || position == window.order().length) {
      if (!windows.next()) {
        return false;
      }
      window = EpochWindow.shuffle(epoch, numWindows++, windows.blocks(), seed);
      position = 0;
    }
    return true;
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
