package io.sparkdeepfm.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.WorkerExamples;
import io.sparkdeepfm.engine.EpochOrder;
import io.sparkdeepfm.engine.EpochWindow;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.cpu.ExampleWindows.BatchWork;
import io.sparkdeepfm.engine.cpu.WorkerRequest.Operation;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A worker's way through three windows, of which the last drawn block's is a small one. */
class ExampleWindowsTest {
  private static final int BATCH_SIZE = 1 << 16;
  private static final WorkerExamples EXAMPLES =
      new WorkerExamples(2L * EpochOrder.WINDOW_EXAMPLES + 100, EpochOrder.WINDOW_EXAMPLES);
  private static final TrainingConfig TRAINING =
      TrainingConfigs.of(OptimizerType.SGD, 0.1, 0, BATCH_SIZE, 1, 1, 1, 1, 7);

  /** Asks for windows ahead, or not, and keeps what it is given. */
  private static final class Work implements BatchWork {
    private final boolean asks;
    private final List<EpochWindow> asked = new ArrayList<>();
    private final List<ExampleBlock> sources = new ArrayList<>();
    private final List<int[]> orders = new ArrayList<>();
    private final List<Integer> expectedBefore = new ArrayList<>(); // stretches

    Work(boolean asks) {
      this.asks = asks;
    }

    @Override
    public double run(ExampleBlock source, int[] order, int from, int to) {
      sources.add(source);
      orders.add(order);
      return 0;
    }

    @Override
    public void expect(Supplier<EpochWindow> next) {
      expectedBefore.add(sources.size());
      if (asks) {
        asked.add(next.get());
        assertSame(asked.get(asked.size() - 1), next.get());
      }
    }
  }

  private static List<ExampleBlock> blocks() {
    List<ExampleBlock> blocks = new ArrayList<>();
    for (int b = 0; b < EXAMPLES.numBlocks(); b++) {
      int size = EXAMPLES.sizeOf(b);
      FieldColumn[] columns = {FieldColumn.numeric(new float[size])};
      blocks.add(new ExampleBlock(size, new float[size], null, columns, false));
    }
    return blocks;
  }

  private static Work passOver(boolean asks, int numSteps) {
    Work work = new Work(asks);
    WorkerRequest request =
        new WorkerRequest(
            "run", 1, Operation.TRAIN, 1, 0, numSteps, 1, null, null, null, null, null);
    ExampleWindows windows = new ExampleWindows(EXAMPLES, TRAINING, block -> block);
    windows.passOver(request, blocks().iterator(), work);
    windows.close();
    return work;
  }

  @Test
  void theLastStretchOfAWindowIsToldTheNextOne() {
    Work work = passOver(true, Integer.MAX_VALUE);
    assertEquals(4 + 4 + 1, work.sources.size());
    assertEquals(2, work.asked.size());
    for (int i = 0; i < 2; i++) {
      int last = work.expectedBefore.get(i);
      EpochWindow next = work.asked.get(i);
      assertTrue(work.sources.get(last) != next.examples());
      assertSame(next.examples(), work.sources.get(last + 1));
      assertSame(next.order(), work.orders.get(last + 1));
    }
  }

  @Test
  void windowsAreTheSameWhetherAskedForAheadOrNot() {
    Work asking = passOver(true, Integer.MAX_VALUE);
    Work plain = passOver(false, Integer.MAX_VALUE);
    assertEquals(asking.expectedBefore, plain.expectedBefore);
    for (int i = 0; i < plain.orders.size(); i++) {
      assertEquals(asking.sources.get(i).size(), plain.sources.get(i).size());
      assertArrayEquals(asking.orders.get(i), plain.orders.get(i));
    }
  }

  @Test
  void aRequestThatEndsWithAWindowExpectsNone() {
    assertTrue(passOver(true, 1).expectedBefore.isEmpty());
  }
}
