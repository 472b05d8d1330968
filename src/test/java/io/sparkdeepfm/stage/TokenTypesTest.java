package io.sparkdeepfm.stage;

import static io.sparkdeepfm.stage.Frames.column;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every supported input type, through the indexer and the hasher. */
@Tag("spark")
class TokenTypesTest {
  private static VocabularyIndexerModel fit(Dataset<Row> data) {
    return new VocabularyIndexer().setInputCols("c").setOutputCols("index").fit(data);
  }

  private static FieldHasher hasher() {
    return new FieldHasher().setInputCols("c").setOutputCols("index").setVocabularies("v");
  }

  static Stream<Arguments> scalars() {
    return Stream.of(
        Arguments.of("STRING", "'7'", "'8'", "7", "8"),
        Arguments.of("TINYINT", "7", "8", "7", "8"),
        Arguments.of("SMALLINT", "7", "8", "7", "8"),
        Arguments.of("INT", "7", "8", "7", "8"),
        Arguments.of("BIGINT", "7", "8", "7", "8"),
        Arguments.of("FLOAT", "7.0", "8.5", "7", "8.5"),
        Arguments.of("DOUBLE", "7.0", "8.5", "7", "8.5"),
        Arguments.of("DECIMAL(10,3)", "7.000", "8.500", "7", "8.5"),
        Arguments.of("DECIMAL(38,0)", "7", "8", "7", "8"),
        Arguments.of("BOOLEAN", "true", "false", "true", "false"));
  }

  @ParameterizedTest
  @MethodSource("scalars")
  void singleValuesGiveAnIndex(
      String type, String first, String second, String firstToken, String secondToken) {
    Dataset<Row> data =
        column("x INT", 1, 2, 3, 4)
            .selectExpr(
                String.format(
                    "CASE WHEN x < 3 THEN CAST(%s AS %s) WHEN x = 3 THEN CAST(%s AS %s) END AS c",
                    first, type, second, type));
    VocabularyIndexerModel model = fit(data);
    assertArrayEquals(new String[] {"__unknown", firstToken, secondToken}, model.tokens("c"));
    assertEquals(Arrays.asList(1, 1, 2, null), Frames.cells(model.transform(data), "index"));
    Dataset<Row> texts = column("c STRING", firstToken, firstToken, secondToken, null);
    assertEquals(
        Frames.cells(hasher().transform(texts), "index"),
        Frames.cells(hasher().transform(data), "index"));
  }

  @ParameterizedTest
  @MethodSource("scalars")
  void arraysGiveAVector(
      String type, String first, String second, String firstToken, String secondToken) {
    Dataset<Row> data =
        column("x INT", 1, 2, 3)
            .selectExpr(
                String.format(
                    "CASE x WHEN 1 THEN CAST(array(%s, %s, NULL, %s) AS ARRAY<%s>)"
                        + " WHEN 2 THEN CAST(array() AS ARRAY<%s>) END AS c",
                    first, second, first, type, type));
    VocabularyIndexerModel model = fit(data);
    List<String> tokens = Stream.of(firstToken, secondToken).sorted().toList();
    assertEquals(tokens, Arrays.asList(model.tokens("c")).subList(1, 3));
    String counts = tokens.get(0).equals(firstToken) ? "2.0,1.0" : "1.0,2.0";
    assertEquals(
        Arrays.asList("(3,[1,2],[" + counts + "])", "(3,[],[])", null),
        Frames.vectors(model.transform(data), "index"));
  }

  @ParameterizedTest
  @MethodSource("scalars")
  void mapsGiveAVectorOfTheirWeights(
      String type, String first, String second, String firstToken, String secondToken) {
    Dataset<Row> data =
        column("x INT", 1, 2)
            .selectExpr(
                String.format(
                    "CASE x WHEN 1 THEN map(CAST(%s AS %s), 5L, CAST(%s AS %s), 3L) END AS c",
                    first, type, second, type));
    VocabularyIndexerModel model = fit(data);
    String weights = firstToken.compareTo(secondToken) < 0 ? "5.0,3.0" : "3.0,5.0";
    assertEquals(
        Arrays.asList("(3,[1,2],[" + weights + "])", null),
        Frames.vectors(model.transform(data), "index"));
  }

  static Stream<String> weightTypes() {
    return Stream.of("TINYINT", "SMALLINT", "INT", "BIGINT", "FLOAT", "DOUBLE", "DECIMAL(5,2)");
  }

  @ParameterizedTest
  @MethodSource("weightTypes")
  void weightsMayBeOfAnyNumericType(String type) {
    Dataset<Row> data =
        column("x INT", 1).selectExpr("CAST(map('a', 2, 'b', NULL) AS MAP<STRING," + type + ">) c");
    VocabularyIndexerModel model = fit(data);
    assertArrayEquals(new String[] {"__unknown", "a"}, model.tokens("c"));
    assertEquals(List.of("(2,[1],[2.0])"), Frames.vectors(model.transform(data), "index"));
  }

  @Test
  void oneNumberIsOneTokenInEveryType() {
    Dataset<Row> data =
        column("x INT", 1)
            .selectExpr(
                "3 AS i",
                "3L AS l",
                "3.0D AS d",
                "3.00BD AS b",
                "'3' AS s",
                "3.0F AS f",
                "array(3.0D) AS a",
                "map(3, 1) AS m");
    Map<String, String> columns = new LinkedHashMap<>();
    for (String name : data.columns()) {
      columns.put(name, name + "_index");
    }
    VocabularyIndexerModel model =
        new VocabularyIndexer()
            .setInputCols(columns.keySet().toArray(new String[0]))
            .setOutputCols(columns.values().toArray(new String[0]))
            .setSharedVocabulary("number", data.columns())
            .fit(data);
    assertArrayEquals(new String[] {"__unknown", "3"}, model.tokens("number"));
    assertArrayEquals(new long[] {0, 8}, model.counts("number"));
  }

  @Test
  void theEmptyStringIsAToken() {
    Dataset<Row> data = column("c STRING", "", "", "a");
    assertArrayEquals(new String[] {"__unknown", "", "a"}, fit(data).tokens("c"));
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(
      strings = {
        "DATE",
        "BINARY",
        "ARRAY<ARRAY<INT>>",
        "MAP<STRING, STRING>",
        "MAP<DATE, INT>",
        "STRUCT<a: INT>"
      })
  void otherTypesAreRefused(String type) {
    Dataset<Row> data = column("c " + type);
    String message =
        "Column 'c' has type " + data.schema().apply("c").dataType().catalogString() + ", but must";
    Frames.assertRefused(message, () -> fit(data));
    Frames.assertRefused(message, () -> hasher().transformSchema(data.schema()));
  }
}
