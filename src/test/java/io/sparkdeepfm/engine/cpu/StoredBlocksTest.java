package io.sparkdeepfm.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.WorkerExamples;
import io.sparkdeepfm.engine.EpochOrder;
import io.sparkdeepfm.engine.EpochWindow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Windows of blocks that are in memory, and of blocks that are made anew in every pass. */
class StoredBlocksTest {
  private static final int BLOCKS = 700;
  private static final int SIZE = 1024;

  private static final EpochOrder ORDER =
      EpochOrder.draw(new WorkerExamples((long) BLOCKS * SIZE, SIZE), 64, 3, 1);

  @TempDir Path folder;

  private long made; // blocks that passes have given

  private static ExampleBlock block(int number, boolean validation) {
    float[] labels = new float[SIZE];
    labels[0] = number;
    return new ExampleBlock(
        SIZE,
        labels,
        null,
        new FieldColumn[] {FieldColumn.single(IntStream.range(0, SIZE).toArray())},
        validation);
  }

  /** A validation block, then all training blocks, as from disk. */
  private Iterator<ExampleBlock> anew() {
    return IntStream.rangeClosed(0, BLOCKS)
        .mapToObj(
            i -> {
              made++;
              return block(i - 1, i == 0);
            })
        .iterator();
  }

  private static void assertSame(
      List<List<ExampleBlock>> expected, List<List<ExampleBlock>> actual) {
    assertEquals(expected.size(), actual.size());
    for (int w = 0; w < expected.size(); w++) {
      assertArrayEquals(numbers(expected.get(w)), numbers(actual.get(w)));
      assertArrayEquals(
          expected.get(w).get(0).columns()[0].rows(), actual.get(w).get(0).columns()[0].rows());
    }
  }

  private static int[] numbers(List<ExampleBlock> blocks) {
    return blocks.stream().mapToInt(block -> (int) block.labels()[0]).toArray();
  }

  @Test
  void blocksThatAreMadeAnewAreReadFromAFileFromTheSecondPassOn() throws IOException {
    assertEquals(3, ORDER.numWindows());
    StoredBlocks stored = new StoredBlocks(folder);
    for (int w = 0; w < 3; w++) {
      assertEquals(w == 2, stored.areInFile());
      assertSame(EpochWindow.collect(anew(), ORDER, w, w), stored.windows(ORDER, w, w, anew()));
    }
    made = 0;
    for (int w = 0; w < 3; w++) {
      stored.windows(ORDER, w, w, anew());
    }
    assertEquals(0, made, "no further pass");
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(0, files.count(), "files that a killed process would leave");
    }
  }

  @Test
  void aClosedFileIsNotReadAnyMore() {
    StoredBlocks stored = new StoredBlocks(folder);
    stored.close(); // without a file
    stored.windows(ORDER, 0, 0, anew());
    stored.windows(ORDER, 1, 1, anew());
    assertTrue(stored.areInFile());
    stored.close();
    assertThrows(UncheckedIOException.class, () -> stored.windows(ORDER, 2, 2, anew()));
  }

  @Test
  void blocksInMemoryStayThere() {
    List<ExampleBlock> blocks = IntStream.range(0, BLOCKS).mapToObj(i -> block(i, false)).toList();
    StoredBlocks stored = new StoredBlocks(folder);
    for (int pass = 0; pass < 3; pass++) {
      assertSame(
          EpochWindow.collect(blocks.iterator(), ORDER, 0, 1),
          stored.windows(ORDER, 0, 1, blocks.iterator()));
    }
    assertFalse(stored.areInFile());
  }

  @Test
  void withoutRoomForAFileEveryWindowIsReadFromAllBlocks() {
    StoredBlocks stored = new StoredBlocks(folder.resolve("missing"));
    for (int w = 0; w < 3; w++) {
      assertSame(EpochWindow.collect(anew(), ORDER, w, w), stored.windows(ORDER, w, w, anew()));
    }
    assertFalse(stored.areInFile());
    assertTrue(made > BLOCKS);
  }
}
