package io.sparkdeepfm.persist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.testing.SharedSpark;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Models saved by every released format version still load, value for value. */
@Tag("spark")
class GoldenModelTest {
  @Test
  void modelOfFormatVersion1LoadsExactly() {
    TestModel expected = GoldenModelWriter.model();
    TestModel loaded =
        TestModel.read().session(SharedSpark.get()).load(GoldenModelWriter.directory(1).toString());
    ModelStates.assertSame(expected.state(), loaded.state());
    assertEquals(expected.uid(), loaded.uid());
    assertEquals("golden", loaded.getOrDefault(loaded.note()));
    assertEquals(0.5, loaded.getOrDefault(loaded.cut()));
  }
}
