package io.sparkdeepfm.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.sparkdeepfm.data.ExampleBlock;
import org.junit.jupiter.api.Test;

class ExampleBlocksTest {
  private final RandomExamples examples = RandomExamples.everyKind(2);

  @Test
  void selectedExamplesKeepTheirEntriesLabelsAndWeights() {
    ExampleBlock block = examples.weightedBlock(12);
    int[] chosen = {7, 0, 7, 11};
    ExampleBlock selected = ExampleBlocks.select(block, chosen);
    assertEquals(chosen.length, selected.size());
    for (int i = 0; i < chosen.length; i++) {
      assertEquals(
          ReferenceEntry.of(examples.schema(), block, chosen[i]),
          ReferenceEntry.of(examples.schema(), selected, i));
      assertEquals(block.labels()[chosen[i]], selected.labels()[i]);
      assertEquals(block.weight(chosen[i]), selected.weight(i));
    }
  }

  @Test
  void aSliceIsTheExamplesFromBeginToEnd() {
    ExampleBlock block = examples.block(12);
    ExampleBlock slice = ExampleBlocks.slice(block, 3, 5);
    assertEquals(2, slice.size());
    assertNull(slice.weights());
    assertArrayEquals(new float[] {block.labels()[3], block.labels()[4]}, slice.labels());
  }
}
