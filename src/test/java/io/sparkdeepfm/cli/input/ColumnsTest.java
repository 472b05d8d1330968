package io.sparkdeepfm.cli.input;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sparkdeepfm.cli.input.FieldSpec.FieldType;
import java.util.List;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnsTest {
  private static final Columns COLUMNS =
      new Columns(
          "in.parquet",
          StructType.fromDDL("s string, i int, b boolean, a array<string>, m map<string,double>"));

  private static List<FieldSpec> field(String column, String type, String delimiter) {
    return List.of(
        new FieldSpec(
            column,
            FieldType.valueOf(type),
            true,
            null,
            false,
            null,
            null,
            null,
            column,
            "default",
            delimiter,
            ""));
  }

  @ParameterizedTest
  @CsvSource({
    "i,NUMERIC",
    "s,CATEGORICAL",
    "i,CATEGORICAL",
    "b,CATEGORICAL",
    "a,MULTIVALUED",
    "m,MULTIVALUED",
    "s,TEXT"
  })
  void aColumnOfAFittingTypeIsAccepted(String column, String type) {
    assertDoesNotThrow(() -> COLUMNS.requireFields(field(column, type, "")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          s | NUMERIC     | string             | numeric     | a number
          a | CATEGORICAL | array<string>      | categorical | a string, a number or a boolean
          s | MULTIVALUED | string             | multivalued | an array, a map from value to weight, or a string and a delimiter
          b | NUMERIC     | boolean            | numeric     | a number
          m | TEXT        | map<string,double> | text        | a string
          """)
  void aColumnOfAnotherTypeIsNamed(
      String column, String type, String actual, String name, String needs) {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> COLUMNS.requireFields(field(column, type, "")))
            .getMessage();
    assertEquals(
        String.format(
            "Field '%s': its column in 'in.parquet' is of type %s, but a %s field needs %s.",
            column, actual, name, needs),
        message);
  }

  @Test
  void aDelimiterMakesAStringMultivalued() {
    assertDoesNotThrow(() -> COLUMNS.requireFields(field("s", "MULTIVALUED", ",")));
  }

  @Test
  void aMissingColumnIsNamedWithThoseThatAreThere() {
    assertEquals(
        "Field 'x': there is no column 'x' in 'in.parquet', which has s, i, b, a, m.",
        assertThrows(
                IllegalArgumentException.class, () -> COLUMNS.requireFields(field("x", "TEXT", "")))
            .getMessage());
  }

  @Test
  void aLabelMustHoldNumbers() {
    assertEquals(
        "--label: column 's' of 'in.parquet' is of type string, but must hold numbers.",
        assertThrows(IllegalArgumentException.class, () -> COLUMNS.requireNumeric("--label", "s"))
            .getMessage());
  }

  @Test
  void aColumnThatTheModelWritesMustNotBeThere() {
    assertEquals(
        "Input 'in.parquet' has a column 'i', but the model writes one of that name; rename it.",
        assertThrows(IllegalArgumentException.class, () -> COLUMNS.requireFree(List.of("z", "i")))
            .getMessage());
  }
}
