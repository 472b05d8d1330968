package io.sparkdeepfm.param;

import io.sparkdeepfm.column.Columns;
import io.sparkdeepfm.encode.ExampleColumns;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Checks the columns that the classifier reads, and names them. */
public final class InputColumns {
  private InputColumns() {}

  public static ExampleColumns of(DeepFMParams classifier) {
    return new ExampleColumns(
        classifier.getFeaturesCol(),
        classifier.getLabelCol(),
        emptyIsUnset(classifier.getWeightCol()),
        emptyIsUnset(classifier.getValidationIndicatorCol()));
  }

  /** The columns of rows that a model is measured on. */
  public static ExampleColumns scored(DeepFMParams params) {
    return new ExampleColumns(
        params.getFeaturesCol(), params.getLabelCol(), emptyIsUnset(params.getWeightCol()), null);
  }

  /** As in all of Spark ML, where a grid of Params can only set, not unset. */
  static String emptyIsUnset(String column) {
    return column == null || column.isEmpty() ? null : column;
  }

  /**
   * @throws IllegalArgumentException if a column is missing or of the wrong type, or there are no
   *     validation rows for what was set to depend on them
   */
  public static void check(DeepFMParams classifier, StructType schema) {
    ExampleColumns columns = of(classifier);
    ParamCombinations.checkValidation(classifier, columns.validationIndicator());
    requireVector(schema, columns.features());
    requireNumeric(schema, "labelCol", columns.label());
    if (columns.weight() != null) {
      requireNumeric(schema, "weightCol", columns.weight());
    }
    if (columns.validationIndicator() != null) {
      StructField field =
          Columns.require(schema, "validationIndicatorCol", columns.validationIndicator());
      if (!(field.dataType() instanceof BooleanType)) {
        throw wrongType("validationIndicatorCol", field, "boolean; cast it first");
      }
    }
  }

  /**
   * @throws IllegalArgumentException if the features column is missing or no vector
   */
  public static StructField requireVector(StructType schema, String column) {
    StructField field = Columns.require(schema, "featuresCol", column);
    if (!field.dataType().equals(SQLDataTypes.VectorType())) {
      throw wrongType("featuresCol", field, "a vector; assemble it with FieldAssembler");
    }
    return field;
  }

  public static void requireNumeric(StructType schema, String param, String column) {
    StructField field = Columns.require(schema, param, column);
    if (!(field.dataType() instanceof NumericType)) {
      throw wrongType(param, field, "a number; cast it first");
    }
  }

  private static IllegalArgumentException wrongType(
      String param, StructField field, String expected) {
    return new IllegalArgumentException(
        String.format(
            "Column '%s' (%s) has type %s, but must be %s.",
            field.name(), param, field.dataType().catalogString(), expected));
  }
}
