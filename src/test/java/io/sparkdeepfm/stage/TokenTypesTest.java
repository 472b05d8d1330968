package io.sparkdeepfm.stage;

import static io.sparkdeepfm.testing.Frames.column;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.testing.Frames;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every supported input type as a column of its own, through the indexer and the hasher. */
@Tag("spark")
@Tag("spark4")
class TokenTypesTest {
  /** A type, two literals of it and their tokens. */
  private record Type(
      String name, String first, String second, String firstToken, String secondToken) {}

  private static final List<Type> TYPES =
      List.of(
          new Type("STRING", "'7'", "'8'", "7", "8"),
          new Type("TINYINT", "7", "8", "7", "8"),
          new Type("SMALLINT", "7", "8", "7", "8"),
          new Type("INT", "7", "8", "7", "8"),
          new Type("BIGINT", "7", "8", "7", "8"),
          new Type("FLOAT", "7.0", "8.5", "7", "8.5"),
          new Type("DOUBLE", "7.0", "8.5", "7", "8.5"),
          new Type("DECIMAL(10,3)", "7.000", "8.500", "7", "8.5"),
          new Type("DECIMAL(38,0)", "7", "8", "7", "8"),
          new Type("BOOLEAN", "true", "false", "true", "false"));

  /** Rows x = 1, 2, 3, 4 with a column per type, made from x by an SQL expression. */
  private static Dataset<Row> columns(Function<Type, String> expression) {
    String[] expressions =
        IntStream.range(0, TYPES.size())
            .mapToObj(i -> expression.apply(TYPES.get(i)) + " AS c" + i)
            .toArray(String[]::new);
    return column("x INT", 1, 2, 3, 4).selectExpr(expressions);
  }

  private static String[] outputs(Dataset<Row> data) {
    return Stream.of(data.columns()).map(name -> name + "_index").toArray(String[]::new);
  }

  private static VocabularyIndexerModel fit(Dataset<Row> data) {
    return new VocabularyIndexer()
        .setInputCols(data.columns())
        .setOutputCols(outputs(data))
        .fit(data);
  }

  private static FieldHasher hasher(Dataset<Row> data) {
    return new FieldHasher()
        .setInputCols(data.columns())
        .setOutputCols(outputs(data))
        .setSharedVocabulary("v", data.columns());
  }

  private static String singleValue(Type type) {
    return String.format(
        "CASE WHEN x < 3 THEN CAST(%s AS %s) WHEN x = 3 THEN CAST(%s AS %s) END",
        type.first, type.name, type.second, type.name);
  }

  @Test
  void singleValuesGiveAnIndex() {
    Dataset<Row> data = columns(TokenTypesTest::singleValue);
    VocabularyIndexerModel model = fit(data);
    List<Row> rows = model.transform(data).collectAsList();
    for (int c = 0; c < TYPES.size(); c++) {
      Type type = TYPES.get(c);
      assertArrayEquals(
          new String[] {"__unknown", type.firstToken, type.secondToken},
          model.tokens("c" + c),
          type.name);
      int output = TYPES.size() + c;
      List<Object> indices = rows.stream().map(row -> row.get(output)).toList().subList(0, 3);
      assertEquals(List.of(1, 1, 2), indices, type.name);
      assertEquals(null, rows.get(3).get(output), type.name);
    }
  }

  @Test
  void aValueHashesLikeItsToken() {
    Dataset<Row> data = columns(TokenTypesTest::singleValue);
    Dataset<Row> texts =
        columns(
            type ->
                String.format(
                    "CASE WHEN x < 3 THEN '%s' WHEN x = 3 THEN '%s' END",
                    type.firstToken, type.secondToken));
    assertEquals(
        hasher(texts).transform(texts).select("c0_index", outputs(data)).collectAsList(),
        hasher(data).transform(data).select("c0_index", outputs(data)).collectAsList());
  }

  @Test
  void arraysGiveAVectorOfCounts() {
    Dataset<Row> data =
        columns(
            type ->
                String.format(
                    "CASE x WHEN 1 THEN CAST(array(%s, %s, NULL, %s) AS ARRAY<%s>)"
                        + " WHEN 2 THEN CAST(array() AS ARRAY<%s>) END",
                    type.first, type.second, type.first, type.name, type.name));
    assertVectors(data, "2.0,1.0", "1.0,2.0");
    assertEquals("(3,[],[])", Frames.vectors(fit(data).transform(data), "c0_index").get(1));
  }

  @Test
  void mapsGiveAVectorOfTheirWeights() {
    Dataset<Row> data =
        columns(
            type ->
                String.format(
                    "CASE x WHEN 1 THEN map(CAST(%s AS %s), 5L, CAST(%s AS %s), 3L) END",
                    type.first, type.name, type.second, type.name));
    assertVectors(data, "5.0,3.0", "3.0,5.0");
  }

  /** Tokens of equal frequency are in the order of their bytes, so the weights may be swapped. */
  private static void assertVectors(Dataset<Row> data, String inOrder, String swapped) {
    VocabularyIndexerModel model = fit(data);
    Dataset<Row> result = model.transform(data);
    List<Row> rows = result.collectAsList();
    for (int c = 0; c < TYPES.size(); c++) {
      Type type = TYPES.get(c);
      List<String> tokens = Stream.of(type.firstToken, type.secondToken).sorted().toList();
      assertEquals(tokens, Arrays.asList(model.tokens("c" + c)).subList(1, 3), type.name);
      String weights = tokens.get(0).equals(type.firstToken) ? inOrder : swapped;
      int output = TYPES.size() + c;
      assertEquals("(3,[1,2],[" + weights + "])", rows.get(0).get(output).toString(), type.name);
      assertEquals(null, rows.get(3).get(output), type.name);
    }
  }

  @Test
  void weightsMayBeOfAnyNumericTypeOrNull() {
    String[] types = {"TINYINT", "SMALLINT", "INT", "BIGINT", "FLOAT", "DOUBLE", "DECIMAL(5,2)"};
    String[] expressions =
        IntStream.range(0, types.length)
            .mapToObj(
                i ->
                    String.format(
                        "CAST(map('a', 2, 'b', NULL) AS MAP<STRING, %s>) AS c%d", types[i], i))
            .toArray(String[]::new);
    Dataset<Row> data = column("x INT", 1).selectExpr(expressions);
    VocabularyIndexerModel model = fit(data);
    Row row = model.transform(data).head();
    for (int c = 0; c < types.length; c++) {
      assertArrayEquals(new String[] {"__unknown", "a"}, model.tokens("c" + c), types[c]);
      assertEquals("(2,[1],[2.0])", row.get(types.length + c).toString(), types[c]);
    }
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
    VocabularyIndexerModel model =
        new VocabularyIndexer()
            .setInputCols(data.columns())
            .setOutputCols(outputs(data))
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
  @ValueSource(
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
    Frames.assertRefused(message, () -> hasher(data).transformSchema(data.schema()));
  }
}
