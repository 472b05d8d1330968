package io.sparkdeepfm.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.stage.FieldAssembler;
import io.sparkdeepfm.stage.FieldHasher;
import io.sparkdeepfm.stage.LogMinMaxScaler;
import io.sparkdeepfm.stage.VocabularyIndexer;
import io.sparkdeepfm.testing.SharedSpark;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows by column batches must be the rows that Spark gives. */
@Tag("spark")
class ScannedRowsTest {
  private static final int NUM_ROWS = 12_000;
  private static final int NUM_WORDS = 40;
  private static final AtomicInteger CALLS = new AtomicInteger();

  @TempDir static Path folder;

  private Dataset<Row> file;

  /** Two files of several row groups; texts that repeat, texts that do not, gaps, and a list. */
  @BeforeEach
  void writeOnce() {
    String path = folder.resolve("rows.parquet").toString();
    if (!folder.resolve("rows.parquet").toFile().exists()) {
      SharedSpark.get()
          .range(0, NUM_ROWS, 1, 2)
          .selectExpr(
              "id",
              "IF(id % 7 = 0, NULL, concat('w', id % " + NUM_WORDS + ")) AS word",
              "concat('unique value number ', id) AS text",
              "IF(id % 11 = 0, NULL, CAST(id % 300 AS INT)) AS count",
              "IF(id < 100, NULL, CAST(id % 3 AS DOUBLE)) AS number",
              "array(id % 5, id) AS list")
          .write()
          .option("parquet.block.size", 65_536)
          .option("parquet.page.size", 8_192)
          .option("parquet.dictionary.page.size", 16_384)
          .parquet(path);
    }
    file = SharedSpark.get().read().parquet(path);
  }

  private static Dataset<Row> computed(Dataset<Row> data) {
    return data.selectExpr(
        "length(word) AS length",
        "hash(text) AS hash",
        "CAST(count AS DOUBLE) / 3 AS third",
        "number IS NULL AS gap",
        "coalesce(length(word), 0) + coalesce(count, -1) + id AS sum",
        "concat(word, text) AS both",
        "list",
        "id",
        "1.5D AS one");
  }

  private static boolean isCut(Dataset<Row> data) {
    return ColumnarScan.find(data).flatMap(CellProjection::of).isPresent();
  }

  private static List<List<Row>> partitions(JavaRDD<Row> rows) {
    return rows.glom().collect();
  }

  @Test
  void rowsPartitionsAndOrderAreSparks() {
    Dataset<Row> data = computed(file);
    assertTrue(isCut(data));
    List<List<Row>> expected = partitions(data.toJavaRDD());
    assertEquals(NUM_ROWS, expected.stream().mapToInt(List::size).sum());
    assertEquals(expected, partitions(ScannedRows.of(data)));
  }

  /** Length of a text, −1 for null; each call is counted. */
  private static Dataset<Row> sizes(Dataset<Row> data) {
    var size =
        functions.udf(
            (UDF1<String, Integer>)
                word -> {
                  CALLS.incrementAndGet();
                  return word == null ? -1 : word.length();
                },
            DataTypes.IntegerType);
    return data.select(size.apply(data.col("word")));
  }

  @Test
  void anExpressionOfOneColumnIsComputedOncePerEntryOfItsDictionary() {
    Dataset<Row> data = sizes(file);
    CALLS.set(0);
    List<Row> expected = data.toJavaRDD().collect();
    assertEquals(NUM_ROWS, CALLS.getAndSet(0));
    assertEquals(expected, ScannedRows.of(data).collect());
    int nulls = (NUM_ROWS + 6) / 7;
    assertTrue(CALLS.get() >= nulls + NUM_WORDS, CALLS + " calls");
    assertTrue(CALLS.get() < NUM_ROWS / 2, CALLS + " calls");
  }

  @Test
  void whatIsKnownOfADictionaryOutlivesTheBatch() {
    String path = folder.resolve("one-group.parquet").toString();
    int numRows = 5 * 4_096; // Spark's batches hold 4,096
    SharedSpark.get()
        .range(0, numRows, 1, 1)
        .selectExpr("IF(id % 7 = 0, NULL, concat('w', id % " + NUM_WORDS + ")) AS word")
        .write()
        .option("parquet.page.row.count.limit", 3_000) // several pages, some end within a batch
        .parquet(path);
    Dataset<Row> data = sizes(SharedSpark.get().read().parquet(path));
    List<Row> expected = data.toJavaRDD().collect();
    CALLS.set(0);
    assertEquals(expected, ScannedRows.of(data).collect());
    int nulls = (numRows + 6) / 7;
    assertEquals(nulls + NUM_WORDS, CALLS.get());
  }

  @Test
  void renamedAndReorderedColumnsAreFoundInTheBatches() {
    Dataset<Row> data = file.selectExpr("number AS n", "word", "id");
    ColumnarScan scan = ColumnarScan.find(file.select("number", "word", "id")).orElseThrow();
    assertEquals(3, scan.positions().orElseThrow().length);
    assertTrue(ColumnarScan.find(data).orElseThrow().positions().isEmpty()); // an alias: computed
    assertEquals(data.toJavaRDD().collect(), ScannedRows.of(data).collect());
  }

  @Test
  void dataThatAreNoScanAreReadByRows() {
    Dataset<Row> filtered = computed(file.filter("count > 100"));
    Dataset<Row> sorted = computed(file.orderBy("text"));
    Dataset<Row> made = SharedSpark.get().range(10).selectExpr("id + 1 AS next");
    for (Dataset<Row> data : List.of(filtered, sorted, made)) {
      assertFalse(isCut(data));
      assertEquals(data.toJavaRDD().collect(), ScannedRows.of(data).collect());
    }
  }

  @Test
  void whatDiffersFromRowToRowIsNotKept() {
    assertFalse(isCut(file.selectExpr("length(word)", "rand(7)")));
    assertFalse(isCut(file.selectExpr("length(word)", "monotonically_increasing_id()")));
    assertFalse(isCut(file.selectExpr("length(word)", "(SELECT max(id) FROM range(3))")));
  }

  @Test
  void whereNothingCanBeKeptRowsAreRead() {
    assertFalse(isCut(file.select("word", "count")));
    assertFalse(isCut(file.selectExpr("upper(word)")));
    assertFalse(isCut(file.selectExpr("concat(word, text)")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "IF(id < 0, CAST(raise_error(text) AS INT), length(word))",
        "CASE WHEN id < 0 THEN CAST(raise_error(text) AS INT) WHEN id > 9 THEN length(word) END",
        "coalesce(id, CAST(raise_error(text) AS BIGINT))",
        "id < 0 AND CAST(raise_error(text) AS BOOLEAN)",
        "id >= 0 OR CAST(raise_error(text) AS BOOLEAN)",
        "IF(id < 0, id, NULL) + CAST(raise_error(text) AS BIGINT)",
        "filter(array(length(word)), x -> id < 0 AND x < CAST(raise_error(text) AS INT))"
      })
  void aBranchThatIsNotTakenIsNotComputed(String guarded) {
    assertCutLikeSpark(file.selectExpr("length(word) AS length", guarded + " AS guarded"));
  }

  @Test
  void whatIsWithinAFunctionOfElementsIsComputedThere() {
    assertCutLikeSpark(
        file.selectExpr("length(word)", "transform(list, x -> x + length(word))", "id"));
  }

  private static void assertCutLikeSpark(Dataset<Row> data) {
    assertTrue(isCut(data));
    assertEquals(data.toJavaRDD().collect(), ScannedRows.of(data).collect());
  }

  /** Functions that were written in Scala give vectors and texts in a buffer of their own. */
  @Test
  void resultsThatTheNextOneOverwritesAreReadBefore() {
    Dataset<Row> data = file.selectExpr("word", "coalesce(number, 0D) AS category");
    Dataset<Row> encoded =
        new OneHotEncoder()
            .setInputCol("category")
            .setOutputCol("vector")
            .fit(data)
            .transform(data);
    assertCutLikeSpark(encoded.selectExpr("vector", "length(word)"));
  }

  @Test
  void theFieldsOfAFeaturesColumnAreComputedOncePerEntry() {
    PipelineStage[] stages = {
      new VocabularyIndexer().setInputCols("word", "count").setOutputCols("w", "c"),
      new FieldHasher().setInputCols("text").setOutputCols("t").setNumBuckets(1000),
      new LogMinMaxScaler().setInputCols("number").setOutputCols("n"),
      new FieldAssembler().setInputCols("w", "c", "t", "n")
    };
    Dataset<Row> data =
        new Pipeline()
            .setStages(stages)
            .fit(file)
            .transform(file)
            .selectExpr("features", "CAST(id % 2 AS DOUBLE) AS label");
    CellProjection projection = ColumnarScan.find(data).flatMap(CellProjection::of).orElseThrow();
    assertEquals(stages.length + 1, projection.cells().stream().filter(Cell::isKept).count());
    assertEquals(stages.length + 1, projection.cells().size());
    assertCutLikeSpark(data);
  }
}
