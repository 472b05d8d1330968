package io.sparkdeepfm.stage.token;

import io.sparkdeepfm.data.BadValueException;
import io.sparkdeepfm.token.DelimitedTokens;
import io.sparkdeepfm.token.TokenSink;
import io.sparkdeepfm.token.TokenText;
import java.io.Serializable;
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
        TokenReader.ListTexts {
  /**
   * Passes the tokens of a cell on; tokens that are null or have weight 0 or null are left out.
   *
   * @param row a row, or an array
   * @param at position of the cell, which is not null
   * @throws BadValueException if a weight is not a finite number
   */
  void read(SpecializedGetters row, int at, TokenSink sink);

  /** Passes a whole text on, without a copy where it lies in an array of bytes. */
  private static void passText(UTF8String text, TokenSink sink) {
    if (text.getBaseObject() instanceof byte[] bytes) {
      int begin = (int) (text.getBaseOffset() - Platform.BYTE_ARRAY_OFFSET);
      sink.accept(bytes, begin, begin + text.numBytes(), 1);
    } else {
      byte[] copy = text.getBytes();
      sink.accept(copy, 0, copy.length, 1);
    }
  }

  /**
   * Every cell is one token of weight 1, its {@link TokenText}.
   *
   * @param type of the cells: string, number or boolean
   */
  record SingleToken(DataType type) implements TokenReader {
    @Override
    public void read(SpecializedGetters row, int at, TokenSink sink) {
      if (type instanceof StringType) {
        passText(row.getUTF8String(at), sink);
      } else {
        byte[] token = text(row.get(at, type)).getBytes(StandardCharsets.UTF_8);
        sink.accept(token, 0, token.length, 1);
      }
    }

    static String text(Object value) {
      return TokenText.of(value instanceof Decimal decimal ? decimal.toJavaBigDecimal() : value);
    }
  }

  /** Reads lists that are written as strings. */
  record ListTexts(DelimitedTokens list) implements TokenReader {
    @Override
    public void read(SpecializedGetters row, int at, TokenSink sink) {
      passText(
          row.getUTF8String(at), (source, begin, end, one) -> list.split(source, begin, end, sink));
    }
  }

  /**
   * Reads arrays of tokens of weight 1.
   *
   * @param elements reads one element
   */
  record ListTokens(TokenReader elements) implements TokenReader {
    @Override
    public void read(SpecializedGetters row, int at, TokenSink sink) {
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
    public void read(SpecializedGetters row, int at, TokenSink sink) {
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
