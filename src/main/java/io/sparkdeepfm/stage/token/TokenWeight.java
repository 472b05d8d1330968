package io.sparkdeepfm.stage.token;

import io.sparkdeepfm.column.BadValueException;
import java.nio.charset.StandardCharsets;

/** The check that every explicit weight goes through. */
final class TokenWeight {
  private TokenWeight() {}

  /**
   * Passes a token on, unless its weight is 0.
   *
   * @throws BadValueException if the weight is NaN or infinite
   */
  static void pass(
      String column, byte[] source, int begin, int end, double weight, TokenSink sink) {
    if (!Double.isFinite(weight)) {
      throw new BadValueException(
          String.format(
              "Column '%s' has weight %s for value '%s', but weights must be finite; clean the data.",
              column, weight, new String(source, begin, end - begin, StandardCharsets.UTF_8)));
    }
    if (weight != 0) {
      sink.accept(source, begin, end, weight);
    }
  }
}
