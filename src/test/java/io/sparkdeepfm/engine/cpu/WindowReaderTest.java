package io.sparkdeepfm.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.FieldColumn;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowReaderTest {
  private static final ExampleBlock VALIDATION = block(1000, true);

  private static ExampleBlock block(int size, boolean validation) {
    return new ExampleBlock(size, null, null, new FieldColumn[0], validation);
  }

  private static WindowReader reader(ExampleBlock... blocks) {
    return new WindowReader(List.of(blocks).iterator());
  }

  @Test
  void validationBlocksAreSkipped() {
    ExampleBlock first = block(10, false);
    ExampleBlock second = block(20, false);
    WindowReader reader = reader(VALIDATION, first, VALIDATION, second, VALIDATION);
    assertTrue(reader.next());
    assertEquals(List.of(first, second), reader.blocks());
    assertEquals(30, reader.size());
    assertFalse(reader.next());
    assertEquals(0, reader.size());
  }

  @Test
  void withoutTrainingBlocksThereIsNoWindow() {
    assertFalse(reader(VALIDATION, VALIDATION).next());
    assertFalse(reader().next());
  }

  @Test
  void aWindowEndsWithTheBlockThatFillsIt() {
    int half = EpochWindow.EXAMPLES / 2;
    ExampleBlock[] blocks = {
      block(half, false), block(half - 1, false), VALIDATION, block(half, false), block(7, false)
    };
    WindowReader reader = reader(blocks);
    assertTrue(reader.next());
    assertEquals(3 * half - 1, reader.size());
    assertEquals(List.of(blocks[0], blocks[1], blocks[3]), reader.blocks());
    assertTrue(reader.next());
    assertEquals(List.of(blocks[4]), reader.blocks());
    assertEquals(7, reader.size());
    assertFalse(reader.next());
  }

  @Test
  void aWindowThatIsExactlyFullIsFollowedByAnother() {
    WindowReader reader = reader(block(EpochWindow.EXAMPLES, false), block(1, false));
    assertTrue(reader.next());
    assertEquals(EpochWindow.EXAMPLES, reader.size());
    assertTrue(reader.next());
    assertEquals(1, reader.size());
    assertFalse(reader.next());
  }
}
