package io.sparkdeepfm.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.scan.ColumnBatches;
import io.sparkdeepfm.stage.token.PackedReader;
import io.sparkdeepfm.stage.token.TokenColumn;
import io.sparkdeepfm.stage.vocabulary.CountBatches;
import io.sparkdeepfm.stage.vocabulary.CountTokens;
import io.sparkdeepfm.stage.vocabulary.TokenSource;
import io.sparkdeepfm.testing.SharedSpark;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vocabularies counted by column batches must be those that are counted row by row. */
@Tag("spark")
class ColumnarVocabularyTest {
  private static final String[] COLUMNS = {
    "word", "other", "text", "count", "number", "list", "map"
  };

  @TempDir static Path folder;

  private Dataset<Row> file;

  /** Two files of several row groups, with dictionaries and, for the texts, without. */
  @BeforeEach
  void writeOnce() {
    String path = folder.resolve("rows.parquet").toString();
    if (!folder.resolve("rows.parquet").toFile().exists()) {
      SharedSpark.get()
          .range(0, 12_000, 1, 2)
          .selectExpr(
              "IF(id % 7 = 0, NULL, concat('w', id % 40)) AS word",
              "concat('w', (id * id) % 90) AS other",
              "concat('unique value number ', id) AS text",
              "IF(id % 11 = 0, NULL, CAST(id % 300 AS INT)) AS count",
              "id % 13 / 4.0D AS number",
              "IF(id % 9 = 0, NULL, array(id % 5, id % 5, NULL, id % 17)) AS list",
              "map(concat('k', id % 6), CAST(id % 3 AS DOUBLE)) AS map",
              "CAST(NULL AS STRING) AS nothing")
          .write()
          .option("parquet.block.size", 65_536)
          .option("parquet.page.size", 8_192)
          .option("parquet.dictionary.page.size", 16_384)
          .parquet(path);
    }
    file = SharedSpark.get().read().parquet(path);
  }

  private static VocabularyIndexer indexer() {
    String[] outputs = new String[COLUMNS.length];
    for (int c = 0; c < outputs.length; c++) {
      outputs[c] = COLUMNS[c] + "_index";
    }
    return new VocabularyIndexer()
        .setInputCols(COLUMNS)
        .setOutputCols(outputs)
        .setVocabularies("words", "words", "text", "count", "number", "list", "map");
  }

  /** The same rows as a Dataset that is not a mere scan. */
  private static Dataset<Row> byRows(Dataset<Row> data) {
    return data.filter("other IS NOT NULL");
  }

  private static void assertEqual(VocabularyIndexerModel expected, VocabularyIndexerModel actual) {
    assertEquals(expected.vocabularySizes(), actual.vocabularySizes());
    for (String name : expected.vocabularySizes().keySet()) {
      assertArrayEquals(expected.tokens(name), actual.tokens(name), name);
      assertArrayEquals(expected.counts(name), actual.counts(name), name);
    }
  }

  @Test
  void batchesGiveTheVocabulariesThatRowsGive() {
    assertTrue(ColumnBatches.of(file.select("word")).isPresent());
    assertTrue(ColumnBatches.of(byRows(file).select("word")).isEmpty());
    VocabularyIndexerModel model = indexer().fit(file);
    assertEqual(indexer().fit(byRows(file)), model);
    assertEquals(12_001, model.vocabularySizes().get("text"));
    assertEquals(91, model.vocabularySizes().get("words") + missingSquares());
  }

  /** How many of the 90 words w0 … w89 neither column holds. */
  private static int missingSquares() {
    boolean[] there = new boolean[90];
    for (long id = 0; id < 12_000; id++) {
      there[(int) (id * id % 90)] = true;
      there[(int) (id % 40)] |= id % 7 != 0;
    }
    int missing = 0;
    for (boolean is : there) {
      missing += is ? 0 : 1;
    }
    return missing;
  }

  @Test
  void batchesExtendVocabulariesAsRowsDo() {
    VocabularyIndexerModel initial = indexer().fit(file.filter("count < 20"));
    assertEqual(
        indexer().setInitialModel(initial).setMinFrequency(3).fit(byRows(file)),
        indexer().setInitialModel(initial).setMinFrequency(3).fit(file));
  }

  @Test
  void aColumnWithoutValuesIsRefusedByName() {
    VocabularyIndexer indexer =
        new VocabularyIndexer().setInputCols("word", "nothing").setOutputCols("a", "b");
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> indexer.fit(file));
    assertTrue(refusal.getMessage().contains("'nothing'"), refusal.getMessage());
  }

  @Test
  void withLittleMemoryCountsComeInPartsThatAddUp() {
    CountTokens plan = new CountTokens(new int[] {0}, new boolean[] {false}, 1, 1);
    Dataset<Row> data = file.select("other");
    TokenColumn[] columns =
        TokenColumn.of(
            new VocabularyIndexer().setInputCols("other").setOutputCols("o"),
            data.schema().fields());
    List<Row> shards =
        ColumnBatches.of(data)
            .orElseThrow()
            .batches()
            .mapPartitions(new CountBatches(plan, columns, new int[] {0}))
            .collect();
    int parts = 12_000 / TokenSource.ROWS_AT_A_TIME;
    assertTrue(shards.size() > 10 * parts, shards.size() + " shards");
    assertEquals(12_000, shards.stream().mapToLong(ColumnarVocabularyTest::cells).sum());
  }

  /** Sum of the counts of the one vocabulary in a shard. */
  private static long cells(Row shard) {
    PackedReader reader = new PackedReader(shard.getAs(1));
    long cells = 0;
    while (reader.hasRemaining()) {
      long vocabulary = reader.number();
      long count = reader.number();
      reader.text();
      cells += vocabulary == 0 ? count : 0;
    }
    return cells;
  }
}
