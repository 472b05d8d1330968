package io.sparkdeepfm.encode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.FieldColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Mixing, with examples that carry their number, and sorted labels. */
class ExampleMixerTest {
  /** The examples {@code [from, to)} of 100,000 that are sorted by label. */
  private static ExampleBlock block(int from, int to) {
    float[] labels = new float[to - from];
    float[] weights = new float[to - from];
    for (int b = from; b < to; b++) {
      labels[b - from] = b < 50_000 ? 0 : 1;
      weights[b - from] = b;
    }
    int[] rows = IntStream.range(from, to).toArray();
    return new ExampleBlock(
        to - from, labels, weights, new FieldColumn[] {FieldColumn.single(rows)}, false);
  }

  private static ExampleMixer filled(int examples, int blockSize) {
    ExampleMixer mixer = new ExampleMixer(examples, 3);
    for (int from = 0; from < examples; from += blockSize) {
      mixer.add(block(from, Math.min(examples, from + blockSize)));
    }
    assertTrue(mixer.isFull());
    return mixer;
  }

  private static void assertAllThereWithTheirValues(int examples, List<ExampleBlock> blocks) {
    List<Integer> found = new ArrayList<>();
    for (ExampleBlock block : blocks) {
      assertTrue(block.size() > 0);
      for (int b = 0; b < block.size(); b++) {
        int number = block.columns()[0].rows()[b];
        assertEquals(number, block.weights()[b]);
        assertEquals(number < 50_000 ? 0 : 1, block.labels()[b]);
        found.add(number);
      }
    }
    assertArrayEquals(
        IntStream.range(0, examples).toArray(),
        found.stream().mapToInt(Integer::intValue).sorted().toArray());
  }

  @Test
  void piecesOfASortedTableAreFairSamplesOfEqualSize() {
    List<ExampleBlock> pieces = filled(100_000, 1024).pieces(7);
    assertEquals(392, pieces.size());
    assertAllThereWithTheirValues(100_000, pieces);
    for (ExampleBlock piece : pieces) {
      assertEquals(100_000 / 392.0, piece.size(), 1);
      assertEquals(0.5, meanLabel(piece), 5 * Math.sqrt(0.25 / piece.size()));
    }
  }

  private static double meanLabel(ExampleBlock block) {
    return IntStream.range(0, block.size()).mapToDouble(b -> block.labels()[b]).average().orElse(0);
  }

  @Test
  void aSmallPartitionIsDealtOutToAllWorkers() {
    List<ExampleBlock> pieces = filled(50, 1024).pieces(8);
    assertEquals(8, pieces.size());
    assertAllThereWithTheirValues(50, pieces);
    assertEquals(3, filled(3, 2).pieces(8).size());
    assertEquals(0, new ExampleMixer(10, 3).pieces(8).size());
  }

  @Test
  void onlyWholeBlocksLeaveAPoolThatGoesOn() {
    ExampleMixer mixer = filled(5000, 700);
    List<ExampleBlock> blocks = new ArrayList<>(mixer.wholeBlocks());
    assertEquals(4, blocks.size());
    mixer.add(block(5000, 6000));
    blocks.addAll(mixer.allBlocks());
    assertArrayEquals(
        new int[] {1024, 1024, 1024, 1024, 1024, 880},
        blocks.stream().mapToInt(ExampleBlock::size).toArray());
    assertAllThereWithTheirValues(6000, blocks);
    assertEquals(0, mixer.allBlocks().size());
  }

  @Test
  void theSameSeedMixesAlikeAndAnotherDoesNot() {
    int[] first = firstRows(3);
    assertArrayEquals(first, firstRows(3));
    assertTrue(!Arrays.equals(first, firstRows(4)));
  }

  private static int[] firstRows(long seed) {
    ExampleMixer mixer = new ExampleMixer(5000, seed);
    mixer.add(block(0, 5000));
    return mixer.wholeBlocks().get(0).columns()[0].rows();
  }
}
