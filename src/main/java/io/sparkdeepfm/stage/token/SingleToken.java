package io.sparkdeepfm.stage.token;

import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Every cell is one token of weight 1.
 *
 * @param type of the cells: string, number or boolean
 */
record SingleToken(DataType type) implements TokenReader {
  @Override
  public void read(SpecializedGetters row, int at, TokenSink sink) {
    if (type instanceof StringType) {
      passText(row.getUTF8String(at), sink);
    } else {
      byte[] token = CanonicalToken.bytesOf(row.get(at, type));
      sink.accept(token, 0, token.length, 1);
    }
  }

  /** Passes a whole text on, without a copy where it lies in an array of bytes. */
  static void passText(UTF8String text, TokenSink sink) {
    if (text.getBaseObject() instanceof byte[] bytes) {
      int begin = (int) (text.getBaseOffset() - Platform.BYTE_ARRAY_OFFSET);
      sink.accept(bytes, begin, begin + text.numBytes(), 1);
    } else {
      byte[] copy = text.getBytes();
      sink.accept(copy, 0, copy.length, 1);
    }
  }
}
