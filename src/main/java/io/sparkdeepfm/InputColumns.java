package io.sparkdeepfm;

import io.sparkdeepfm.train.ExampleColumns;
import java.util.Arrays;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Checks the columns that the classifier reads, and names them. */
final class InputColumns {
  private InputColumns() {}

  static ExampleColumns of(DeepFMClassifier classifier) {
    return new ExampleColumns(
        classifier.getFeaturesCol(),
        classifier.getLabelCol(),
        classifier.getWeightCol(),
        classifier.getValidationIndicatorCol());
  }

  /**
   * @throws IllegalArgumentException if a column is missing or of the wrong type
   */
  static void check(DeepFMClassifier classifier, StructType schema) {
    ExampleColumns columns = of(classifier);
    require(schema, "featuresCol", columns.features());
    requireNumeric(schema, "labelCol", columns.label());
    if (columns.weight() != null) {
      requireNumeric(schema, "weightCol", columns.weight());
    }
    if (columns.validationIndicator() != null) {
      StructField field = require(schema, "validationIndicatorCol", columns.validationIndicator());
      if (!(field.dataType() instanceof BooleanType)) {
        throw wrongType("validationIndicatorCol", field, "boolean");
      }
    }
  }

  private static void requireNumeric(StructType schema, String param, String column) {
    StructField field = require(schema, param, column);
    if (!(field.dataType() instanceof NumericType)) {
      throw wrongType(param, field, "a number");
    }
  }

  private static StructField require(StructType schema, String param, String column) {
    return Arrays.stream(schema.fields())
        .filter(field -> field.name().equals(column))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    String.format(
                        "%s is '%s', but there is no such column; the columns are %s.",
                        param, column, String.join(", ", schema.fieldNames()))));
  }

  private static IllegalArgumentException wrongType(
      String param, StructField field, String expected) {
    return new IllegalArgumentException(
        String.format(
            "Column '%s' (%s) has type %s, but must be %s; cast it first.",
            field.name(), param, field.dataType().catalogString(), expected));
  }
}
