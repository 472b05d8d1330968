package io.sparkdeepfm.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.WorkerExamples;
import io.sparkdeepfm.testing.RandomExamples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EpochWindowTest {
  private final RandomExamples examples = RandomExamples.everyKind(1);
  private final List<ExampleBlock> blocks = List.of(examples.block(60), examples.block(40));
  private final int[] order = order(3, 1, 5);

  private int[] order(int epoch, int index, long seed) {
    return EpochWindow.shuffle(epoch, index, blocks, seed).order();
  }

  @Test
  void theOrderIsAPermutationOfAllExamples() {
    int[] sorted = order.clone();
    Arrays.sort(sorted);
    assertArrayEquals(IntStream.range(0, 100).toArray(), sorted);
    assertEquals(100, EpochWindow.shuffle(3, 1, blocks, 5).examples().size());
  }

  @Test
  void theSameEpochIndexAndSeedGiveTheSameOrder() {
    assertArrayEquals(order, order(3, 1, 5));
  }

  @Test
  void anotherEpochIndexOrSeedGivesAnotherOrder() {
    assertFalse(Arrays.equals(order, order(4, 1, 5)));
    assertFalse(Arrays.equals(order, order(3, 2, 5)));
    assertFalse(Arrays.equals(order, order(3, 1, 6)));
    assertFalse(Arrays.equals(order(1, 3, 5), order(3, 1, 5)));
  }

  /** The first of 100 is uniform: its mean over the epochs within 4 standard errors. */
  @Test
  void everyExampleMayComeFirst() {
    double mean =
        IntStream.range(0, 1000).map(epoch -> order(epoch, 0, 5)[0]).average().orElseThrow();
    assertEquals(49.5, mean, 4 * Math.sqrt((100 * 100 - 1) / 12.0 / 1000));
  }

  @Test
  void onePassFindsTheBlocksOfSomeWindowsAmongValidationBlocks() {
    WorkerExamples worker = new WorkerExamples(10 * EpochOrder.WINDOW_EXAMPLES / 4, 1 << 16);
    EpochOrder order = EpochOrder.draw(worker, 100, 5, 1);
    List<ExampleBlock> stored = new ArrayList<>();
    for (int b = 0; b < worker.numBlocks(); b++) {
      stored.add(empty(worker.sizeOf(b), false));
      stored.add(empty(7, true));
    }
    List<List<ExampleBlock>> windows = EpochWindow.collect(stored.iterator(), order, 1, 2);
    for (int w = 1; w <= 2; w++) {
      int window = w;
      List<ExampleBlock> expected =
          IntStream.range(0, worker.numBlocks())
              .filter(b -> order.windowOf(b) == window)
              .mapToObj(b -> stored.get(2 * b))
              .toList();
      assertEquals(expected, windows.get(w - 1));
      assertEquals(order.size(w), expected.stream().mapToInt(ExampleBlock::size).sum());
    }
  }

  @Test
  void blocksThatHaveChangedAreNotTakenForThoseOfTheOrder() {
    EpochOrder order = EpochOrder.draw(new WorkerExamples(30, 20), 10, 5, 1);
    IllegalStateException lost =
        assertThrows(
            IllegalStateException.class,
            () -> EpochWindow.collect(List.of(empty(20, false)).iterator(), order, 0, 0));
    assertTrue(lost.getMessage().contains("needs 10 training examples more"), lost.getMessage());
  }

  private static ExampleBlock empty(int size, boolean validation) {
    return new ExampleBlock(size, null, null, new FieldColumn[0], validation);
  }

  @Test
  void aWindowKnowsWhichItIs() {
    EpochWindow window = EpochWindow.shuffle(3, 1, blocks, 5);
    assertTrue(window.is(3, 1));
    assertFalse(window.is(3, 2));
    assertFalse(window.is(1, 3));
  }
}
