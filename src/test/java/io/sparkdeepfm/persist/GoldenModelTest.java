package io.sparkdeepfm.persist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.testing.SharedSpark;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models saved by every released format version still load, value for value. */
@Tag("spark")
@Tag("spark4")
class GoldenModelTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void modelOfEachFormatVersionLoadsExactly(int version) {
    TestModel expected = GoldenModelWriter.model(version);
    TestModel loaded =
        TestModel.read()
            .session(SharedSpark.get())
            .load(GoldenModelWriter.directory(version).toString());
    ModelStates.assertSame(expected.state(), loaded.state());
    assertEquals(expected.uid(), loaded.uid());
    assertEquals("golden", loaded.getOrDefault(loaded.note()));
    assertEquals(expected.summary(), loaded.summary());
    assertEquals(0.5, loaded.getOrDefault(loaded.cut()));
  }

  @Test
  void theFirstModelWithDigestsLoadsExactly() {
    TestModel expected = GoldenModelWriter.model(4);
    TestModel loaded =
        TestModel.read()
            .session(SharedSpark.get())
            .load(GoldenModelWriter.directory("v4-digests").toString());
    ModelStates.assertSame(expected.state(), loaded.state());
    assertEquals(expected.summary(), loaded.summary());
  }
}
