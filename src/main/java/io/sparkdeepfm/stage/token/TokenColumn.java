package io.sparkdeepfm.stage.token;

import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.param.StageColumns;
import io.sparkdeepfm.param.TokenParams;
import io.sparkdeepfm.token.DelimitedTokens;
import java.io.Serializable;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;

/**
 * How the tokens of one input column are read.
 *
 * @param name of the column
 * @param type of the column
 * @param reader of its cells
 * @param multiValued whether a cell may hold any number of tokens, rather than exactly one
 */
public record TokenColumn(String name, DataType type, TokenReader reader, boolean multiValued)
    implements Serializable {
  /** The columns that a stage reads, in the order of {@code inputCols}. */
  public static TokenColumn[] of(TokenParams<?> stage, StructField[] inputs) {
    String[] delimiters =
        StageColumns.perColumn(stage, stage.delimiter(), stage.delimiterArray(), inputs.length);
    String[] weightDelimiters =
        StageColumns.perColumn(
            stage, stage.weightDelimiter(), stage.weightDelimiterArray(), inputs.length);
    TokenColumn[] columns = new TokenColumn[inputs.length];
    for (int c = 0; c < inputs.length; c++) {
      boolean isString = inputs[c].dataType() instanceof StringType;
      if (!isString && !delimiters[c].isEmpty() && stage.isDefined(stage.delimiterArray())) {
        throw Refusal.of(
            "delimiterArray has '%s' for column '%s' of type %s, but only strings are split;"
                + " give it ''.",
            delimiters[c], inputs[c].name(), inputs[c].dataType().catalogString());
      }
      columns[c] = of(inputs[c], isString ? delimiters[c] : "", weightDelimiters[c]);
    }
    return columns;
  }

  private static TokenColumn of(StructField field, String delimiter, String weightDelimiter) {
    String name = field.name();
    DataType type = field.dataType();
    if (!delimiter.isEmpty()) {
      return new TokenColumn(
          name,
          type,
          new TokenReader.ListTexts(new DelimitedTokens(name, delimiter, weightDelimiter)),
          true);
    }
    if (isScalar(type)) {
      return new TokenColumn(name, type, new TokenReader.SingleToken(type), false);
    }
    if (type instanceof ArrayType array && isScalar(array.elementType())) {
      return new TokenColumn(
          name,
          type,
          new TokenReader.ListTokens(new TokenReader.SingleToken(array.elementType())),
          true);
    }
    if (type instanceof MapType map
        && isScalar(map.keyType())
        && map.valueType() instanceof NumericType) {
      return new TokenColumn(
          name,
          type,
          new TokenReader.WeightedTokens(
              name, new TokenReader.SingleToken(map.keyType()), map.valueType()),
          true);
    }
    throw Refusal.of(
        "Column '%s' has type %s, but must be a string, number or boolean, an array of"
            + " these, or a map from one of these to a numeric weight; cast it first.",
        name, type.catalogString());
  }

  private static boolean isScalar(DataType type) {
    return type instanceof StringType || type instanceof BooleanType || type instanceof NumericType;
  }
}
