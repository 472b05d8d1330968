package io.sparkdeepfm.stage;

import java.io.Serializable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;

/**
 * How the tokens of one input column are read: which expressions to evaluate in Spark, and what
 * splits their cells. Strings, integers and booleans become UTF-8 bytes inside Spark, so that no
 * {@code String} is made per cell.
 *
 * @param name of the column
 * @param type of the column
 * @param reader of its cells
 * @param multiValued whether a cell may hold any number of tokens, rather than exactly one
 */
record TokenColumn(String name, DataType type, TokenReader reader, boolean multiValued)
    implements Serializable {
  /** The columns that a stage reads, in the order of {@code inputCols}. */
  static TokenColumn[] of(TokenParams<?> stage, StructField[] inputs) {
    String[] delimiters =
        PerColumn.values(stage, stage.delimiter(), stage.delimiterArray(), inputs.length);
    TokenColumn[] columns = new TokenColumn[inputs.length];
    for (int c = 0; c < inputs.length; c++) {
      boolean isString = inputs[c].dataType() instanceof StringType;
      if (!isString && !delimiters[c].isEmpty() && stage.isDefined(stage.delimiterArray())) {
        throw new IllegalArgumentException(
            String.format(
                "delimiterArray has '%s' for column '%s' of type %s, but only strings are split;"
                    + " give it ''.",
                delimiters[c], inputs[c].name(), inputs[c].dataType().catalogString()));
      }
      columns[c] = of(inputs[c], isString ? delimiters[c] : "", stage.getWeightDelimiter());
    }
    return columns;
  }

  private static TokenColumn of(StructField field, String delimiter, String weightDelimiter) {
    String name = field.name();
    DataType type = field.dataType();
    if (!delimiter.isEmpty()) {
      return new TokenColumn(
          name, type, new DelimitedTokens(name, delimiter, weightDelimiter), true);
    }
    if (isScalar(type)) {
      return new TokenColumn(name, type, new TokenReader.Single(), false);
    }
    boolean list = type instanceof ArrayType array && isScalar(array.elementType());
    boolean weighted =
        type instanceof MapType map
            && isScalar(map.keyType())
            && map.valueType() instanceof NumericType;
    if (!list && !weighted) {
      throw new IllegalArgumentException(
          String.format(
              "Column '%s' has type %s, but must be a string, number or boolean, an array of"
                  + " these, or a map from one of these to a numeric weight; cast it first.",
              name, type.catalogString()));
    }
    return new TokenColumn(name, type, new ListTokens(name), true);
  }

  private static boolean isScalar(DataType type) {
    return type instanceof StringType || type instanceof BooleanType || type instanceof NumericType;
  }

  /** What {@link TokenReader#read} takes as cell. */
  Column cells() {
    Column column = Columns.reference(name);
    if (type instanceof ArrayType array) {
      return listOfBytes(column, array.elementType());
    }
    if (type instanceof MapType map) {
      return listOfBytes(functions.map_keys(column), map.keyType());
    }
    if (type instanceof StringType) {
      return column.cast(DataTypes.BinaryType);
    }
    return printsAlike(type)
        ? column.cast(DataTypes.StringType).cast(DataTypes.BinaryType)
        : column;
  }

  boolean weighted() {
    return type instanceof MapType;
  }

  /** What {@link TokenReader#read} takes as weights: null unless {@link #weighted}. */
  Column weights() {
    return weighted()
        ? functions
            .map_values(Columns.reference(name))
            .cast(DataTypes.createArrayType(DataTypes.DoubleType))
        : functions.lit(null);
  }

  private static Column listOfBytes(Column column, DataType elementType) {
    Column texts =
        printsAlike(elementType)
            ? column.cast(DataTypes.createArrayType(DataTypes.StringType))
            : column;
    return elementType instanceof StringType || printsAlike(elementType)
        ? texts.cast(DataTypes.createArrayType(DataTypes.BinaryType))
        : texts;
  }

  /** Whether Spark's cast to string gives the {@link CanonicalToken}. */
  private static boolean printsAlike(DataType type) {
    return type instanceof BooleanType
        || type instanceof ByteType
        || type instanceof ShortType
        || type instanceof IntegerType
        || type instanceof LongType;
  }
}
