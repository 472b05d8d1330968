package io.sparkdeepfm.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.WorkerExamples;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

class EpochOrderTest {
  private static final int BLOCK = 1024;
  private static final int BLOCKS_PER_WINDOW = EpochOrder.WINDOW_EXAMPLES / BLOCK;

  /** 2.3 windows of examples, the last block a part. */
  private static final WorkerExamples MANY =
      new WorkerExamples((long) (2.3 * EpochOrder.WINDOW_EXAMPLES) + 5, BLOCK);

  private static EpochOrder draw(WorkerExamples examples, int epoch) {
    return EpochOrder.draw(examples, 256, 7, epoch);
  }

  @Test
  void everyExampleIsInOneWindowOfAboutEqualSize() {
    EpochOrder order = draw(MANY, 1);
    assertEquals(3, order.numWindows());
    assertEquals(0, order.begin(0));
    assertEquals(MANY.count(), order.begin(3));
    int[] blocks = new int[3];
    long[] examples = new long[3];
    for (int b = 0; b < MANY.numBlocks(); b++) {
      blocks[order.windowOf(b)]++;
      examples[order.windowOf(b)] += MANY.sizeOf(b);
    }
    for (int w = 0; w < 3; w++) {
      assertEquals(MANY.numBlocks() / 3.0, blocks[w], 1);
      assertTrue(blocks[w] <= BLOCKS_PER_WINDOW);
      assertEquals(examples[w], order.size(w));
      assertEquals(w, order.windowAt(order.begin(w)));
      assertEquals(w, order.windowAt(order.begin(w + 1) - 1));
    }
  }

  /** Two blocks share a window in about a third of the epochs: neither always nor never. */
  @Test
  void anyTwoBlocksMeetInSomeEpochsAndPartInOthers() {
    int epochs = 900;
    int[] pairs = {0, 1, 255, 256, 588}; // with their neighbours
    for (int block : pairs) {
      int met = 0;
      for (int epoch = 1; epoch <= epochs; epoch++) {
        EpochOrder order = draw(MANY, epoch);
        met += order.windowOf(block) == order.windowOf((block + 1) % 589) ? 1 : 0;
      }
      assertEquals(epochs / 3.0, met, 4 * Math.sqrt(epochs * 2 / 9.0), "block " + block);
    }
  }

  @Test
  void aWorkerThatFitsIsOneWindow() {
    EpochOrder order = draw(new WorkerExamples(EpochOrder.WINDOW_EXAMPLES, BLOCK), 1);
    assertEquals(1, order.numWindows());
    assertEquals(EpochOrder.WINDOW_EXAMPLES, order.size(0));
    assertEquals(0, draw(new WorkerExamples(0, BLOCK), 1).numWindows());
  }

  @Test
  void aMiniBatchLargerThanAWindowMakesTheWindowsLarger() {
    int batchSize = 3 * EpochOrder.WINDOW_EXAMPLES;
    assertEquals(1, EpochOrder.draw(MANY, batchSize, 7, 1).numWindows());
  }

  @Test
  void theOrderDependsOnSeedAndEpochAlone() {
    assertEquals(windows(draw(MANY, 1)), windows(draw(MANY, 1)));
    assertTrue(!windows(draw(MANY, 1)).equals(windows(draw(MANY, 2))));
    assertTrue(!windows(draw(MANY, 1)).equals(windows(EpochOrder.draw(MANY, 256, 8, 1))));
  }

  /** Which blocks are in the first window. */
  private static BitSet windows(EpochOrder order) {
    BitSet first = new BitSet();
    for (int b = 0; b < order.numBlocks(); b++) {
      first.set(b, order.windowOf(b) == 0);
    }
    return first;
  }
}
