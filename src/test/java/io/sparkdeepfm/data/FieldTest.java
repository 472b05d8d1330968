package io.sparkdeepfm.data;

import static io.sparkdeepfm.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class FieldTest {
  @Test
  void aNumericFieldHasOneRowInAVocabularyOfItsOwnName() {
    assertEquals(new Field("price", "price", 1, Pooling.SUM), Field.numeric("price"));
  }

  @Test
  void aFieldWithoutFeaturesIsRefused() {
    assertRefused(
        "Field 'app' has size 0, but a field has at least one feature.",
        () -> new Field("app", "apps", 0, Pooling.SUM));
  }

  @Test
  void nullsAreRefusedByName() {
    assertEquals(
        "vocabulary",
        assertThrows(NullPointerException.class, () -> new Field("app", null, 1, Pooling.SUM))
            .getMessage());
  }
}
