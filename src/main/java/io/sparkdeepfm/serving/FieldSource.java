package io.sparkdeepfm.serving;

import io.sparkdeepfm.data.LogMinMax;
import io.sparkdeepfm.token.TokenEncoder;
import java.util.List;

/** How a field of a model is made from a raw column, as the fitted stages make it. */
public sealed interface FieldSource {
  /** Name of the raw column. */
  String column();

  /** A number or a boolean as it is. */
  record RawNumber(String column) implements FieldSource {}

  /** A scaled number. */
  record Scaled(LogMinMax scale) implements FieldSource {
    @Override
    public String column() {
      return scale.column();
    }
  }

  /**
   * The bucket of a number, as MLlib's {@code Bucketizer} numbers them.
   *
   * @param splits ascending, at least three; bucket i is [splits[i], splits[i + 1]), the last one
   *     with its end
   * @param keepsInvalid whether NaN has the bucket after the last, rather than none
   */
  record Bucket(String column, List<Double> splits, boolean keepsInvalid) implements FieldSource {
    public Bucket {
      splits = List.copyOf(splits);
    }
  }

  /**
   * The indices of a cell's tokens.
   *
   * @param ofWords whether the tokens are the words of a text: runs of letters and digits in lower
   *     case
   * @param delimiter between the entries where a string is a list, or empty
   * @param weightDelimiter before the weight of an entry, or empty
   */
  record Tokens(
      String column,
      boolean ofWords,
      String delimiter,
      String weightDelimiter,
      TokenEncoder encoder)
      implements FieldSource {}
}
