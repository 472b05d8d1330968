package io.sparkdeepfm.stage;

import static io.sparkdeepfm.testing.Frames.assertJobFails;
import static io.sparkdeepfm.testing.Frames.assertRefused;
import static io.sparkdeepfm.testing.Frames.cells;
import static io.sparkdeepfm.testing.Frames.column;
import static io.sparkdeepfm.testing.Frames.row;
import static io.sparkdeepfm.testing.Frames.vectors;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.column.IndexMetadata;
import io.sparkdeepfm.testing.Frames;
import io.sparkdeepfm.testing.SharedSpark;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
@Tag("spark4")
class VocabularyIndexerTest {
  private static VocabularyIndexer indexer(String... columns) {
    String[] outputs = Arrays.stream(columns).map(c -> c + "_index").toArray(String[]::new);
    return new VocabularyIndexer().setInputCols(columns).setOutputCols(outputs);
  }

  private static Dataset<Row> letters(String letters) {
    return column("c STRING", (Object[]) letters.split(""));
  }

  @Test
  void tokensAreOrderedByCountThenByBytes() {
    Dataset<Row> data = column("c STRING", "é", "z", "b", "a", "b", "b", "a", "😀", "\uffee");
    VocabularyIndexerModel model = indexer("c").fit(data);
    assertArrayEquals(
        new String[] {"__unknown", "b", "a", "z", "é", "\uffee", "😀"}, model.tokens("c"));
    assertArrayEquals(new long[] {0, 3, 2, 1, 1, 1, 1}, model.counts("c"));
    assertEquals(Map.of("c", 7), model.vocabularySizes());
  }

  @Test
  void unseenTokensGetIndexZeroAndNullStaysNull() {
    VocabularyIndexerModel model = indexer("c").fit(letters("aab"));
    Dataset<Row> result = model.transform(column("c STRING", "b", "new", null, "a"));
    assertEquals(Arrays.asList(2, 0, null, 1), cells(result, "c_index"));
  }

  /** Two files of several row groups; Parquet has a dictionary for one column and not the other. */
  @Test
  void aFileOfManyRowGroupsGivesEachTokenItsCount(@TempDir Path folder) {
    String path = folder.resolve("rows.parquet").toString();
    SharedSpark.get()
        .range(0, 12_000, 1, 2)
        .selectExpr(
            "IF(id % 7 = 0, NULL, concat('w', id % 40)) AS word",
            "concat('unique value number ', id) AS text")
        .write()
        .option("parquet.block.size", 65_536)
        .option("parquet.dictionary.page.size", 16_384)
        .parquet(path);
    VocabularyIndexerModel model =
        indexer("word", "text").fit(SharedSpark.get().read().parquet(path));
    assertEquals(Map.of("word", 41, "text", 12_001), model.vocabularySizes());
    long[] counts = model.counts("word");
    assertEquals(12_000 - (12_000 + 6) / 7, Arrays.stream(counts).sum());
    long threes = IntStream.range(0, 12_000).filter(i -> i % 7 != 0 && i % 40 == 3).count();
    assertEquals(threes, counts[model.index("word", "w3")]);
  }

  @Test
  void rareTokensAreUnknown() {
    VocabularyIndexerModel model = indexer("c").setMinFrequency(2).fit(letters("aaabbc"));
    assertArrayEquals(new String[] {"__unknown", "a", "b"}, model.tokens("c"));
    assertEquals(List.of(0), cells(model.transform(letters("c")), "c_index"));
  }

  @Test
  void aVocabularyMayHoldNothingButTheUnknown() {
    VocabularyIndexerModel model = indexer("c").setMinFrequency(9).fit(letters("ab"));
    assertEquals(Map.of("c", 1), model.vocabularySizes());
    assertEquals(List.of(0, 0), cells(model.transform(letters("ab")), "c_index"));
  }

  @Test
  void theMostFrequentTokensStayWithinTheMaximumSize() {
    VocabularyIndexerModel model = indexer("c").setMaxVocabularySize(2).fit(letters("cccbbaad"));
    assertArrayEquals(new String[] {"__unknown", "c", "a"}, model.tokens("c"));
  }

  @Test
  void eachColumnMayHaveItsOwnCuts() {
    Dataset<Row> data =
        Frames.of("a INT, b INT", row(1, 1), row(1, 1), row(2, 2), row(3, 2), row(4, 3));
    VocabularyIndexerModel model =
        indexer("a", "b").setMinFrequencyArray(2, 1).setMaxVocabularySizeArray(100, 2).fit(data);
    assertArrayEquals(new String[] {"__unknown", "1"}, model.tokens("a"));
    assertArrayEquals(new String[] {"__unknown", "1", "2"}, model.tokens("b"));
  }

  @Test
  void sharedVocabulariesShareTheirTokens() {
    Dataset<Row> data =
        Frames.of(
            "active STRING, installed ARRAY<STRING>, other STRING",
            row("qq", new String[] {"weixin", "qq"}, "weixin"),
            row(null, new String[] {"weixin", "weixin", "qq"}, "weixin"));
    VocabularyIndexerModel model =
        indexer("active", "installed", "other")
            .setSharedVocabulary("app", "active", "installed")
            .fit(data);
    assertEquals(Map.of("app", 3, "other", 2), model.vocabularySizes());
    assertArrayEquals(new String[] {"__unknown", "qq", "weixin"}, model.tokens("app"));
    assertArrayEquals(new long[] {0, 3, 2}, model.counts("app"));
    Dataset<Row> result = model.transform(data);
    assertEquals(Arrays.asList(1, null), cells(result, "active_index"));
    assertEquals(
        List.of("(3,[1,2],[1.0,1.0])", "(3,[1,2],[1.0,2.0])"), vectors(result, "installed_index"));
    assertEquals(List.of(1, 1), cells(result, "other_index"));
    assertEquals("app", IndexMetadata.of(result.schema().apply("active_index")).vocabulary());
  }

  @Test
  void sharedVocabulariesMayBeSetOneAfterTheOther() {
    VocabularyIndexer indexer =
        indexer("a", "b", "c", "d", "e")
            .setSharedVocabulary("x", "a", "d")
            .setSharedVocabulary("y", "b", "e");
    assertArrayEquals(new String[] {"x", "y", "c", "x", "y"}, indexer.getVocabularies());
  }

  @Test
  void oneTokenCountsOncePerCellAndItsWeightsAddUp() {
    Dataset<Row> data = column("c STRING", "a:0.5,b:1,a:0.25", "b:2,c:0", "a:1,a:-1");
    VocabularyIndexerModel model = indexer("c").setDelimiter(",").fit(data);
    assertArrayEquals(new String[] {"__unknown", "a", "b"}, model.tokens("c"));
    assertArrayEquals(new long[] {0, 2, 2}, model.counts("c"));
    assertEquals(
        List.of("(3,[1,2],[0.75,1.0])", "(3,[2],[2.0])", "(3,[],[])"),
        vectors(model.transform(data), "c_index"));
  }

  @Test
  void onlyDelimitedColumnsAreSplit() {
    Dataset<Row> data = Frames.of("a STRING, b STRING, n INT", row("x,y", "x,y", 5));
    VocabularyIndexerModel model = indexer("a", "b", "n").setDelimiterArray("", ",", "").fit(data);
    assertArrayEquals(new String[] {"__unknown", "x,y"}, model.tokens("a"));
    assertArrayEquals(new String[] {"__unknown", "x", "y"}, model.tokens("b"));
    assertEquals(List.of(1), cells(model.transform(data), "n_index"));
  }

  @Test
  void anotherColumnMayBeIndexedByTheSameVocabulary() {
    VocabularyIndexerModel model = indexer("c").fit(letters("aab"));
    Dataset<Row> result =
        model
            .copy(ParamMap.empty())
            .setInputCols("d")
            .setOutputCols("d_index")
            .setVocabularies("c")
            .transform(column("d STRING", "b"));
    assertEquals(List.of(2), cells(result, "d_index"));
  }

  @Test
  void columnNamesMayHoldDotsAndBackticks() {
    Dataset<Row> data = column("`a.b``c` STRING", "x");
    VocabularyIndexerModel model =
        new VocabularyIndexer().setInputCols("a.b`c").setOutputCols("o.p").fit(data);
    assertEquals(List.of(1), cells(model.transform(data), "o.p"));
  }

  @Test
  void theVocabularyIsATableToo() {
    VocabularyIndexerModel model = indexer("c").fit(letters("aab"));
    List<String> rows = model.vocabulary("c").collectAsList().stream().map(Row::toString).toList();
    assertEquals(List.of("[c,1,a,2]", "[c,2,b,1]"), rows);
    assertRefused("There is no vocabulary 'x'; the model has [c]", () -> model.tokens("x"));
  }

  @Test
  void emptyDataAndColumnsOfNullsAreRefused() {
    assertRefused("Column 'c' holds no value", () -> indexer("c").fit(column("c STRING")));
    Dataset<Row> data = Frames.of("a STRING, b STRING", row("x", null), row("y", null));
    assertRefused(
        "Column 'b' holds no value in any row of the training data, so its vocabulary 'b' cannot"
            + " be built; take it out of inputCols",
        () -> indexer("a", "b").fit(data));
    assertRefused(
        "Column 'b' holds no value",
        () -> indexer("a", "b").setSharedVocabulary("v", "a", "b").fit(data));
  }

  @Test
  void weightsThatAreNotFiniteAreRefusedInFitAndTransform() {
    Dataset<Row> good = column("c MAP<STRING, DOUBLE>", Map.of("qq", 1.0));
    Dataset<Row> bad = column("c MAP<STRING, DOUBLE>", Map.of("qq", Double.NaN));
    String message = "Column 'c' has weight NaN for value 'qq'";
    assertRefused(message, () -> indexer("c").fit(bad));
    VocabularyIndexerModel model = indexer("c").fit(good);
    assertJobFails(message, () -> model.transform(bad).collectAsList());
  }

  @Test
  void failuresOtherThanBadValuesPassThrough() {
    Dataset<Row> data = column("c STRING", "x").selectExpr("raise_error('boom') AS c", "c AS d");
    RuntimeException failure =
        assertThrows(RuntimeException.class, () -> indexer("d").fit(data.where("c = 'x'")));
    assertTrue(failure.getMessage().contains("boom"), failure.getMessage());
  }
}
