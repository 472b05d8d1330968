package io.sparkdeepfm.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.function.Executable;

/** How tests look at bad input. */
public final class Refusals {
  private Refusals() {}

  /** That the action is refused with exactly this sentence. */
  public static void assertRefused(String message, Executable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }
}
