package io.sparkdeepfm.stage.token;

import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.MapType;

/**
 * Reads maps from token to weight.
 *
 * @param column named in errors
 * @param keys reads one key
 * @param weightType any numeric type
 */
record WeightedTokens(String column, TokenReader keys, DataType weightType) implements TokenReader {
  static WeightedTokens of(String column, MapType type) {
    return new WeightedTokens(column, new SingleToken(type.keyType()), type.valueType());
  }

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
            (source, begin, end, one) ->
                TokenWeight.pass(column, source, begin, end, weight, sink));
      }
    }
  }

  private static double number(Object weight) {
    return weight instanceof Decimal decimal ? decimal.toDouble() : ((Number) weight).doubleValue();
  }
}
