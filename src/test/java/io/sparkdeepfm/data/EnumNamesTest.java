package io.sparkdeepfm.data;

import static io.sparkdeepfm.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class EnumNamesTest {
  private enum Mode {
    PLAIN,
    WITH_INDEX
  }

  @Test
  void namesAreInCamelCaseAndInOrderOfDeclaration() {
    assertEquals("sqrtn", EnumNames.nameOf(Pooling.SQRTN));
    assertArrayEquals(new String[] {"sum", "mean", "sqrtn"}, EnumNames.namesOf(Pooling.class));
  }

  @Test
  void everyNameIsReadInAnyCase() {
    for (Pooling pooling : Pooling.values()) {
      assertEquals(pooling, EnumNames.parse(Pooling.class, "pooling", EnumNames.nameOf(pooling)));
      assertEquals(pooling, EnumNames.parse(Pooling.class, "pooling", pooling.name()));
    }
    assertEquals(Pooling.MEAN, EnumNames.parse(Pooling.class, "pooling", "Mean"));
  }

  @Test
  void theLanguageOfTheMachineDoesNotMatter() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr")); // where the lower case of I has no dot
      assertEquals("withIndex", EnumNames.nameOf(Mode.WITH_INDEX));
      assertEquals(Mode.PLAIN, EnumNames.parse(Mode.class, "mode", "plain"));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void anUnknownNameIsRefusedWithTheNamesThatThereAre() {
    String message = "pooling is 'max', but must be one of sum, mean, sqrtn.";
    assertRefused(message, () -> EnumNames.parse(Pooling.class, "pooling", "max"));
    assertRefused(
        message.replace("max", "null"), () -> EnumNames.parse(Pooling.class, "pooling", null));
  }
}
