package io.sparkdeepfm.stage;

import static io.sparkdeepfm.testing.Frames.assertJobFails;
import static io.sparkdeepfm.testing.Frames.assertRefused;
import static io.sparkdeepfm.testing.Frames.cells;
import static io.sparkdeepfm.testing.Frames.column;
import static io.sparkdeepfm.testing.Frames.row;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.testing.Frames;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("spark")
@Tag("spark4")
class LogMinMaxScalerTest {
  private static LogMinMaxScaler scaler(String... columns) {
    String[] outputs = Arrays.stream(columns).map(c -> c + "_scaled").toArray(String[]::new);
    return new LogMinMaxScaler().setInputCols(columns).setOutputCols(outputs);
  }

  @Test
  void valuesAreScaledByTheLogarithmOfTheMaximum() {
    Dataset<Row> data = column("x INT", 0, 3, 15, null, -2);
    LogMinMaxScalerModel model = scaler("x").fit(data);
    assertArrayEquals(new double[] {15}, model.maxima());
    List<Object> scaled = cells(model.transform(data), "x_scaled");
    assertEquals(0.0, scaled.get(0));
    assertEquals(0.5, (double) scaled.get(1), 1e-15); // log 4 / log 16
    assertEquals(Arrays.asList(1.0, null, 0.0), scaled.subList(2, 5));
  }

  @Test
  void wholeNumbersAreScaledToTheBitAsOthers() {
    Dataset<Row> data = column("x DOUBLE", 0.5, 1.0, 4095.0, 4096.0, 3.0e9, 1.0e12);
    List<Object> scaled = cells(scaler("x").fit(data).transform(data), "x_scaled");
    List<Object> expected =
        Stream.of(0.5, 1.0, 4095.0, 4096.0, 3.0e9, 1.0e12)
            .<Object>map(x -> Math.log1p(x) / Math.log1p(1.0e12))
            .toList();
    assertEquals(expected, scaled);
  }

  @Test
  void valuesAboveTheTrainingMaximumBecomeOne() {
    LogMinMaxScalerModel model = scaler("x").fit(column("x DOUBLE", 7.0));
    assertEquals(List.of(1.0), cells(model.transform(column("x DOUBLE", 1e9)), "x_scaled"));
  }

  @Test
  void clippedValuesCountAsTheLimit() {
    Dataset<Row> data = Frames.of("x INT, y INT", row(3, 100), row(1000, 1));
    LogMinMaxScalerModel model =
        scaler("x", "y").setClipMax(15, Double.POSITIVE_INFINITY).fit(data);
    assertArrayEquals(new double[] {15, 100}, model.maxima());
    List<Object> scaled = cells(model.transform(data), "x_scaled");
    assertEquals(0.5, (double) scaled.get(0), 1e-15);
    assertEquals(1.0, scaled.get(1));
  }

  @Test
  void aColumnThatIsNowhereAboveZeroBecomesZero() {
    LogMinMaxScalerModel model = scaler("x").fit(column("x INT", 0, -5, null));
    assertArrayEquals(new double[] {0}, model.maxima());
    Dataset<Row> result = model.transform(column("x INT", -5, 0, 9, null));
    assertEquals(Arrays.asList(0.0, 0.0, 0.0, null), cells(result, "x_scaled"));
  }

  @Test
  void allNumericTypesAreScaled() {
    Dataset<Row> data =
        column("x INT", 3, 15)
            .selectExpr(
                "CAST(x AS TINYINT) a",
                "CAST(x AS SMALLINT) b",
                "x c",
                "CAST(x AS BIGINT) d",
                "CAST(x AS FLOAT) e",
                "CAST(x AS DOUBLE) f",
                "CAST(x AS DECIMAL(9,2)) g");
    Row first = scaler(data.columns()).fit(data).transform(data).head();
    for (int c = 0; c < 7; c++) {
      assertEquals(0.5, first.getDouble(7 + c), 1e-15, data.columns()[c]);
    }
  }

  @Test
  void valuesThatAreNotFiniteAreRefused() {
    Dataset<Row> bad =
        Frames.of("x DOUBLE, y FLOAT", row(1.0, Float.NaN), row(2.0, Float.NEGATIVE_INFINITY));
    assertRefused(
        "Column 'y' holds NaN or an infinite value in 2 rows", () -> scaler("x", "y").fit(bad));
    LogMinMaxScalerModel model = scaler("x", "y").fit(Frames.of("x DOUBLE, y FLOAT", row(1.0, 1f)));
    assertJobFails("Column 'y' holds NaN", () -> model.transform(bad).collectAsList());
  }

  @Test
  void columnsWithoutValuesAreRefused() {
    Dataset<Row> data = Frames.of("x INT, y INT", row(1, null));
    assertRefused(
        "Column 'y' holds no value in any row of the training data",
        () -> scaler("x", "y").fit(data));
    assertRefused("Column 'x' holds no value", () -> scaler("x").fit(column("x INT")));
  }

  @Test
  void theSchemaIsChecked() {
    StructType schema = StructType.fromDDL("x INT, s STRING, b BOOLEAN");
    assertRefused(
        "Column 's' has type string, but only numbers can be scaled",
        () -> scaler("s").transformSchema(schema));
    assertRefused("Column 'b' has type boolean", () -> scaler("b").transformSchema(schema));
    assertRefused("Column 'z' of inputCols", () -> scaler("z").transformSchema(schema));
    assertRefused(
        "clipMax has 2 entries", () -> scaler("x").setClipMax(1, 2).transformSchema(schema));
    assertRefused(
        "clipMax of column 'x' is 0.0, but must be above 0",
        () -> scaler("x").setClipMax(0).transformSchema(schema));
    assertRefused(
        "clipMax of column 'x' is NaN",
        () -> scaler("x").setClipMax(Double.NaN).transformSchema(schema));
    LogMinMaxScalerModel model = new LogMinMaxScalerModel("m", 1.0);
    assertRefused(
        "inputCols has 2 columns, but the model was fitted on 1",
        () -> model.setInputCols("x", "x").setOutputCols("y", "z").transformSchema(schema));
  }

  @Test
  void theOutputIsANumericAttribute() {
    StructType result = scaler("x").transformSchema(StructType.fromDDL("x INT"));
    Attribute attribute = Attribute.fromStructField(result.apply("x_scaled"));
    assertTrue(attribute.isNumeric());
    assertEquals("x_scaled", attribute.name().get());
  }
}
