package io.sparkdeepfm.stage.token;

import io.sparkdeepfm.column.BadValueException;
import io.sparkdeepfm.stage.token.TokenColumn.DelimitedTokens;
import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/** Splits the cells of one kind of column into tokens with weights. */
public sealed interface TokenReader extends Serializable
    permits TokenReader.SingleToken,
        TokenReader.ListTokens,
        TokenReader.WeightedTokens,
        DelimitedTokens {
  /**
   * Passes the tokens of a cell on; tokens that are null or have weight 0 or null are left out.
   *
   * @param row a row, or an array
   * @param at position of the cell, which is not null
   * @throws BadValueException if a weight is not a finite number
   */
  void read(SpecializedGetters row, int at, Sink sink);

  /** Takes the tokens of one cell, one by one. */
  @FunctionalInterface
  interface Sink {
    /**
     * @param source holds the token's UTF-8 in {@code [begin, end)}; not to be kept
     * @param weight finite, not 0
     */
    void accept(byte[] source, int begin, int end, double weight);

    /** Takes a whole text, without a copy where it lies in an array of bytes. */
    default void acceptText(UTF8String text) {
      if (text.getBaseObject() instanceof byte[] bytes) {
        int begin = (int) (text.getBaseOffset() - Platform.BYTE_ARRAY_OFFSET);
        accept(bytes, begin, begin + text.numBytes(), 1);
      } else {
        byte[] copy = text.getBytes();
        accept(copy, 0, copy.length, 1);
      }
    }

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

  /**
   * Every cell is one token of weight 1: the one text under which its value is counted, looked up
   * and hashed, as UTF-8.
   *
   * <ul>
   *   <li>strings as they are, the empty string included; booleans {@code true}, {@code false};
   *       integers in decimal digits
   *   <li>floating-point numbers without a fraction and below 2⁶³ in magnitude print as integers,
   *       so that 3 and 3.0 are one token; others as {@link Double#toString(double)} or {@link
   *       Float#toString(float)}, NaN and the infinities included
   *   <li>decimals without trailing zeros and exponent: 3.00 is {@code 3}, 3.50 is {@code 3.5}
   * </ul>
   *
   * @param type of the cells: string, number or boolean
   */
  record SingleToken(DataType type) implements TokenReader {
    private static final double LONG_LIMIT = 0x1p63;

    @Override
    public void read(SpecializedGetters row, int at, Sink sink) {
      if (type instanceof StringType) {
        sink.acceptText(row.getUTF8String(at));
      } else {
        byte[] token = text(row.get(at, type)).getBytes(StandardCharsets.UTF_8);
        sink.accept(token, 0, token.length, 1);
      }
    }

    static String text(Object value) {
      if (value instanceof Double || value instanceof Float) {
        double number = ((Number) value).doubleValue();
        boolean whole = number == Math.rint(number) && Math.abs(number) < LONG_LIMIT;
        return whole ? Long.toString((long) number) : value.toString();
      }
      if (value instanceof Decimal decimal) {
        return decimal.isZero() ? "0" : plain(decimal.toJavaBigDecimal());
      }
      return value.toString();
    }

    private static String plain(BigDecimal number) {
      return number.stripTrailingZeros().toPlainString();
    }
  }

  /**
   * Reads arrays of tokens of weight 1.
   *
   * @param elements reads one element
   */
  record ListTokens(TokenReader elements) implements TokenReader {
    @Override
    public void read(SpecializedGetters row, int at, Sink sink) {
      ArrayData array = row.getArray(at);
      for (int i = 0; i < array.numElements(); i++) {
        if (!array.isNullAt(i)) {
          elements.read(array, i, sink);
        }
      }
    }
  }

  /**
   * Reads maps from token to weight.
   *
   * @param column named in errors
   * @param keys reads one key
   * @param weightType any numeric type
   */
  record WeightedTokens(String column, TokenReader keys, DataType weightType)
      implements TokenReader {
    @Override
    public void read(SpecializedGetters row, int at, Sink sink) {
      MapData map = row.getMap(at);
      ArrayData tokens = map.keyArray();
      ArrayData weights = map.valueArray();
      for (int i = 0; i < map.numElements(); i++) {
        if (!weights.isNullAt(i)) {
          double weight = number(weights.get(i, weightType));
          keys.read(
              tokens,
              i,
              (source, begin, end, one) -> sink.acceptWeighted(column, source, begin, end, weight));
        }
      }
    }

    private static double number(Object weight) {
      return weight instanceof Decimal decimal
          ? decimal.toDouble()
          : ((Number) weight).doubleValue();
    }
  }
}
