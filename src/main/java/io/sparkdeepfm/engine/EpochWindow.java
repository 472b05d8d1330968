package io.sparkdeepfm.engine;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.SplitMix64;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * As many of a worker's examples as are shuffled together, in the order of one epoch.
 *
 * @param epoch and {@code index}: which window it is
 * @param examples all examples of the window
 * @param order a permutation of them
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record EpochWindow(int epoch, int index, ExampleBlock examples, int[] order) {
  /** Puts blocks together and draws an order from seed, epoch and index. */
  public static EpochWindow shuffle(int epoch, int index, List<ExampleBlock> blocks, long seed) {
    ExampleBlock examples = ExampleBlock.concatenate(blocks);
    long drawn = SplitMix64.combine(SplitMix64.combine(seed, epoch), index);
    return new EpochWindow(
        epoch, index, examples, new SplitMix64(drawn).permutation(examples.size()));
  }

  /**
   * The blocks of the windows {@code [first, last]}, window by window, in one pass over a worker's
   * blocks that ends with the last one needed.
   *
   * @throws IllegalStateException if the blocks are not those that the order was drawn for
   */
  public static List<List<ExampleBlock>> collect(
      Iterator<ExampleBlock> blocks, EpochOrder order, int first, int last) {
    List<List<ExampleBlock>> windows = new ArrayList<>();
    long missing = order.begin(last + 1) - order.begin(first);
    for (int w = first; w <= last; w++) {
      windows.add(new ArrayList<>());
    }
    for (int b = 0; missing > 0 && blocks.hasNext(); ) {
      ExampleBlock block = blocks.next();
      if (!block.validation()) {
        int window = b < order.numBlocks() ? order.windowOf(b) : -1;
        if (window >= first && window <= last) {
          windows.get(window - first).add(block);
          missing -= block.size();
        }
        b++;
      }
    }
    if (missing != 0) {
      throw new IllegalStateException(
          String.format(
              "Epoch %d needs %d training examples more than the worker's blocks hold; the encoded"
                  + " data have changed since they were counted.",
              order.epoch(), missing));
    }
    return windows;
  }

  /** Whether this is that window of that epoch. */
  public boolean is(int otherEpoch, int otherIndex) {
    return epoch == otherEpoch && index == otherIndex;
  }
}
