package io.sparkdeepfm.cli.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sparkdeepfm.cli.input.Labels.LabelledRows;
import io.sparkdeepfm.testing.SharedSpark;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("spark")
@Tag("spark4")
class LabelsTest {
  private static Dataset<Row> rows(String values, String type) {
    return SharedSpark.get()
        .createDataset(List.of(values.split(" ")), Encoders.STRING())
        .selectExpr("cast(nullif(value, 'null') as " + type + ") as y");
  }

  private static String read(Dataset<Row> rows, String positive) {
    Labels labels = new Labels("y", positive);
    LabelledRows.check("Input", rows, labels);
    return labels.asDouble(rows).collectAsList().stream()
        .map(row -> row.getDouble(0) == 1 ? "1" : "0")
        .collect(Collectors.joining());
  }

  @ParameterizedTest
  @CsvSource({
    "1 0 1, string,, 101",
    "1.0 0.0 1e0, string,, 101",
    "true False TRUE, string,, 101",
    "true false true, boolean,, 101",
    "-1 1 +1, string,, 011",
    "-1 1 1, int,, 011",
    "1 0, double,, 10",
    "yes no yes, string, yes, 101",
    "no yes no, string, no, 101",
    "1 2 1, int, 2, 010",
    "1 2 1, double, 2, 010",
    "2.0 1 2, string, 2, 101",
    "true false, boolean, false, 01",
    "0 1, int, 0, 10",
  })
  void twoValuesAreALabel(String values, String type, String positive, String expected) {
    assertEquals(expected, read(rows(values, type), positive));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "yes 1 ; string ; ; is neither 0 nor 1 in 1 of 2 rows, for example yes",
        "1 2 ; int ; ; is neither 0 nor 1 in 1 of 2 rows, for example 2",
        "null 1 ; string ; ; is null in 1 of 2 rows, but must be 0 or 1",
        "null yes ; string ; yes ; is null in 1 of 2 rows, but must be 0 or 1",
        "-1 0 1 ; int ; ; has 0 as well as -1",
        "a b c ; string ; a ; has 'b' and 'c' beside --positive-label 'a', but must have two values",
      })
  void whatIsNoLabelIsSaid(String values, String type, String positive, String problem) {
    Dataset<Row> rows = rows(values, type);
    String message =
        assertThrows(IllegalArgumentException.class, () -> read(rows, positive)).getMessage();
    String begin = "Input: label column 'y' " + problem;
    assertEquals(begin, message.substring(0, Math.min(message.length(), begin.length())));
  }

  @Test
  void aPositiveLabelThatIsNowhereLeavesOneClass() {
    Labels labels = new Labels("y", "2");
    LabelledRows counts = LabelledRows.check("Input", rows("1 1", "int"), labels);
    assertThrows(IllegalArgumentException.class, counts::requireBothClasses);
  }
}
