package io.sparkdeepfm.engine;

import static io.sparkdeepfm.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import io.sparkdeepfm.engine.HeapNeeds.Heaps;
import org.junit.jupiter.api.Test;

/** Heaps that are too small for the parameters, told before the training. */
class HeapNeedsTest {
  private static final long MIB = 1 << 20;
  private static final HeapNeeds NEEDS =
      new HeapNeeds("fast", 7, 300 * MIB, 200 * MIB, "take less");

  @Test
  void heapsThatJustSufficePass() {
    assertDoesNotThrow(() -> NEEDS.check(new Heaps(false, 300 * MIB, 200 * MIB)));
    assertDoesNotThrow(() -> NEEDS.check(new Heaps(true, 500 * MIB, 500 * MIB)));
  }

  @Test
  void anExecutorThatIsTooSmallIsRefused() {
    assertRefused(
        "engine 'fast' needs 300 MiB of heap in each executor for the model's 7 parameters, but it"
            + " has 299 MiB; raise spark.executor.memory, or take less.",
        () -> NEEDS.check(new Heaps(false, 299 * MIB, 1000 * MIB)));
  }

  @Test
  void aDriverThatIsTooSmallIsRefused() {
    assertRefused(
        "engine 'fast' needs 200 MiB of heap in the driver for the model's 7 parameters, but it has"
            + " 199 MiB; raise spark.driver.memory (SPARK_DEEPFM_HEAP for submit/train.sh), or take"
            + " less.",
        () -> NEEDS.check(new Heaps(false, 1000 * MIB, 199 * MIB)));
  }

  @Test
  void inLocalModeTheDriverNeedsBoth() {
    assertRefused(
        "engine 'fast' needs 500 MiB of heap in the driver for the model's 7 parameters, but it has"
            + " 499 MiB; raise spark.driver.memory (SPARK_DEEPFM_HEAP for submit/train.sh), or take"
            + " less.",
        () -> NEEDS.check(new Heaps(true, 499 * MIB, 499 * MIB)));
  }
}
