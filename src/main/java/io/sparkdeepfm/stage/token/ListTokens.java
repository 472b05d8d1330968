package io.sparkdeepfm.stage.token;

import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataType;

/**
 * Reads arrays of tokens of weight 1.
 *
 * @param elements reads one element
 */
record ListTokens(TokenReader elements) implements TokenReader {
  static ListTokens of(DataType elementType) {
    return new ListTokens(new SingleToken(elementType));
  }

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
