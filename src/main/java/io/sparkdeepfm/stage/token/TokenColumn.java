package io.sparkdeepfm.stage.token;

import io.sparkdeepfm.column.BadValueException;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.param.StageColumns;
import io.sparkdeepfm.param.TokenParams;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
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
          name, type, new DelimitedTokens(name, delimiter, weightDelimiter), true);
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

  /**
   * Reads lists written as strings, {@code "qq:0.9, weixin:0.5, wechat"}. Blanks around values and
   * weights do not count, nor do empty entries; an entry without a weight has weight 1.
   */
  static final class DelimitedTokens implements TokenReader {
    private static final byte[] NO_WEIGHTS = {};

    private final String column;
    private final byte[] delimiter;
    private final byte[] weightDelimiter;

    /**
     * @param column named in errors
     * @param delimiter between entries, not empty
     * @param weightDelimiter before the weight of an entry, or empty where entries have none
     */
    DelimitedTokens(String column, String delimiter, String weightDelimiter) {
      this.column = column;
      this.delimiter = delimiter.getBytes(StandardCharsets.UTF_8);
      this.weightDelimiter =
          weightDelimiter.isEmpty() ? NO_WEIGHTS : weightDelimiter.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void read(SpecializedGetters row, int at, Sink sink) {
      Sink list = (source, begin, end, one) -> split(source, begin, end, sink);
      list.acceptText(row.getUTF8String(at));
    }

    /** Passes the tokens of the list {@code source[listBegin, end)} on. */
    void split(byte[] source, int listBegin, int end, Sink sink) {
      int begin = listBegin;
      for (int i = begin; i + delimiter.length <= end; ) {
        if (startsWith(source, i, end, delimiter)) {
          readEntry(source, begin, i, sink);
          i += delimiter.length;
          begin = i;
        } else {
          i++;
        }
      }
      readEntry(source, begin, end, sink);
    }

    private void readEntry(byte[] source, int entryBegin, int entryEnd, Sink sink) {
      int begin = skipBlanks(source, entryBegin, entryEnd);
      int end = dropBlanks(source, begin, entryEnd);
      if (begin == end) {
        return;
      }
      int split = lastWeightDelimiter(source, begin, end);
      if (split < 0) {
        sink.accept(source, begin, end, 1);
        return;
      }
      double weight = parseWeight(source, begin, split + weightDelimiter.length, end);
      sink.acceptWeighted(column, source, begin, dropBlanks(source, begin, split), weight);
    }

    private double parseWeight(byte[] source, int entryBegin, int begin, int end) {
      try {
        return Double.parseDouble(text(source, begin, end));
      } catch (NumberFormatException e) {
        throw new BadValueException(
            "Column '%s' has the entry '%s', but what follows the last '%s' must be a number;"
                + " leave out its weightDelimiter, or set it to '', if the entries have no"
                + " weights.",
            column,
            text(source, entryBegin, end),
            new String(weightDelimiter, StandardCharsets.UTF_8));
      }
    }

    private int lastWeightDelimiter(byte[] source, int begin, int end) {
      if (weightDelimiter.length == 0) {
        return -1;
      }
      int i = end - weightDelimiter.length;
      while (i >= begin && !startsWith(source, i, end, weightDelimiter)) {
        i--;
      }
      return i >= begin ? i : -1;
    }

    private static boolean startsWith(byte[] source, int begin, int end, byte[] prefix) {
      return begin + prefix.length <= end
          && Arrays.equals(source, begin, begin + prefix.length, prefix, 0, prefix.length);
    }

    private static int skipBlanks(byte[] source, int begin, int end) {
      int i = begin;
      while (i < end && isBlank(source[i])) {
        i++;
      }
      return i;
    }

    private static int dropBlanks(byte[] source, int begin, int end) {
      int i = end;
      while (i > begin && isBlank(source[i - 1])) {
        i--;
      }
      return i;
    }

    private static boolean isBlank(byte b) {
      return b >= 0 && b <= ' ';
    }

    private static String text(byte[] source, int begin, int end) {
      return new String(source, begin, end - begin, StandardCharsets.UTF_8);
    }
  }
}
