package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.ExampleBlocks;
import io.sparkdeepfm.data.SplitMix64;
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
  /** Examples per window: a worker with no more than these is shuffled as a whole. */
  public static final int EXAMPLES = 1 << 18;

  /** Puts blocks together and draws an order from seed, epoch and index. */
  public static EpochWindow shuffle(int epoch, int index, List<ExampleBlock> blocks, long seed) {
    ExampleBlock examples = ExampleBlocks.concatenate(blocks);
    SplitMix64 random = new SplitMix64(SplitMix64.combine(SplitMix64.combine(seed, epoch), index));
    int[] order = new int[examples.size()];
    for (int i = 0; i < order.length; i++) { // inside-out Fisher and Yates
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return new EpochWindow(epoch, index, examples, order);
  }

  boolean is(int otherEpoch, int otherIndex) {
    return epoch == otherEpoch && index == otherIndex;
  }
}
