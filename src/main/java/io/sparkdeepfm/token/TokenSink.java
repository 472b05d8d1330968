package io.sparkdeepfm.token;

import io.sparkdeepfm.data.BadValueException;
import java.nio.charset.StandardCharsets;

/** Takes the tokens of one cell, one by one. */
@FunctionalInterface
public interface TokenSink {
  /**
   * @param source holds the token's UTF-8 in {@code [begin, end)}; not to be kept
   * @param weight finite, not 0
   */
  void accept(byte[] source, int begin, int end, double weight);

  /**
   * Takes a token with a weight that the data give, unless that is 0.
   *
   * @param column named in errors
   * @throws BadValueException if the weight is NaN or infinite
   */
  default void acceptWeighted(String column, byte[] source, int begin, int end, double weight) {
    if (!Double.isFinite(weight)) {
      throw new BadValueException(
          "Column '%s' has weight %s for value '%s', but weights must be finite; clean the data.",
          column, weight, new String(source, begin, end - begin, StandardCharsets.UTF_8));
    }
    if (weight != 0) {
      accept(source, begin, end, weight);
    }
  }
}
