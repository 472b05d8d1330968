package io.sparkdeepfm.cli.input;

import io.sparkdeepfm.cli.input.UserMistake.Sentence;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.evaluation.ScoreColumns;
import java.util.Arrays;
import java.util.Collection;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/** Checks that an input has the columns, of the types, that the fields and options speak of. */
public final class Columns {
  private final String input;
  private final StructType schema;

  public Columns(String input, StructType schema) {
    this.input = input;
    this.schema = schema;
  }

  /**
   * @throws IllegalArgumentException if a field's column is missing or of a type it cannot have
   */
  public void requireFields(Collection<FieldSpec> fields) {
    for (FieldSpec field : fields) {
      String subject = String.format("Field '%s'", field.column());
      DataType type = type(subject, field.column());
      boolean fits =
          switch (field.type()) {
            case NUMERIC ->
                type instanceof NumericType || (type instanceof BooleanType && !field.logMinMax());
            case CATEGORICAL -> isScalar(type);
            case MULTIVALUED -> isMultivalued(type, field);
            case TEXT -> type instanceof StringType;
          };
      if (!fits) {
        throw Refusal.of(
            "%s: its column in '%s' is of type %s, but a %s field needs %s.",
            subject, input, type.catalogString(), Sentence.lower(field.type()), needs(field));
      }
    }
  }

  /**
   * @param option the command's option that names the column
   * @throws IllegalArgumentException if the column is missing or holds no numbers
   */
  public void requireNumeric(String option, String column) {
    DataType type = type(option, column);
    if (!(type instanceof NumericType || type instanceof BooleanType)) {
      throw Refusal.of(
          "%s: column '%s' of '%s' is of type %s, but must hold numbers.",
          option, column, input, type.catalogString());
    }
  }

  /**
   * @throws IllegalArgumentException if the column is missing or holds no single values
   */
  public void requireLabel(String column) {
    DataType type = type("--label", column);
    if (!isScalar(type)) {
      throw Refusal.of(
          "--label: column '%s' of '%s' is of type %s, but must hold numbers, booleans or strings.",
          column, input, type.catalogString());
    }
  }

  /**
   * @param option the command's option that names the column
   * @throws IllegalArgumentException if the column is missing or of a type with maps
   */
  public void requireGroups(String option, String column) {
    DataType type = type(option, column);
    if (!ScoreColumns.isGroupable(type)) {
      throw Refusal.of(
          "%s: column '%s' of '%s' is of type %s, by which rows cannot be grouped.",
          option, column, input, type.catalogString());
    }
  }

  /**
   * @param outputs names that the job itself writes; an empty one is not written
   * @throws IllegalArgumentException if the input has a column of such a name, in any case, for
   *     Spark does not tell case apart
   */
  public void requireFree(Collection<String> outputs) {
    for (String output : outputs) {
      for (String column : schema.fieldNames()) {
        if (column.equalsIgnoreCase(output)) {
          throw Refusal.of(
              "Input '%s' has a column '%s', but the model writes one of that name%s; rename it.",
              input, column, column.equals(output) ? "" : " but for case, '" + output + "'");
        }
      }
    }
  }

  private DataType type(String subject, String column) {
    if (!Arrays.asList(schema.fieldNames()).contains(column)) {
      throw Refusal.of(
          "%s: there is no column '%s' in '%s', which has %s.",
          subject, column, input, String.join(", ", schema.fieldNames()));
    }
    return schema.apply(column).dataType();
  }

  private static boolean isScalar(DataType type) {
    return type instanceof StringType || type instanceof NumericType || type instanceof BooleanType;
  }

  private static boolean isMultivalued(DataType type, FieldSpec field) {
    return (type instanceof StringType && !field.delimiter().isEmpty())
        || (type instanceof ArrayType array && isScalar(array.elementType()))
        || (type instanceof MapType map
            && isScalar(map.keyType())
            && map.valueType() instanceof NumericType);
  }

  private static String needs(FieldSpec field) {
    return switch (field.type()) {
      case NUMERIC -> field.logMinMax() ? "a number" : "a number or a boolean";
      case CATEGORICAL -> "a string, a number or a boolean";
      case MULTIVALUED -> "an array, a map from value to weight, or a string and a delimiter";
      case TEXT -> "a string";
    };
  }
}
