package io.sparkdeepfm;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.stage.FieldAssembler;
import io.sparkdeepfm.stage.VocabularyIndexer;
import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.ClickRows;
import io.sparkdeepfm.testing.SharedSpark;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of Parquet files are scored alike however Spark reads them, and no column for nothing. */
@Tag("spark")
@Tag("spark4")
class ScoredFilesTest {
  private static final int ROWS = 3000;
  private static final String BATCH_SIZE = "spark.sql.parquet.columnarReaderBatchSize";
  private static final String BY_COLUMN = "spark.sql.parquet.enableVectorizedReader";

  @TempDir static Path folder;
  private static Dataset<Row> clicks;
  private static DeepFMClassificationModel model;

  @BeforeAll
  static void train() {
    Dataset<Row> rows = ClickRows.next(ClickGenerator.linear(7), ROWS);
    model = TinyModels.classifier().setHiddenUnits(32, 8).fit(rows);
    model.setExplainCol("why");
    clicks = withOtherColumns(rows);
    clicks
        .repartition(3, col("part"))
        .write()
        .partitionBy("part")
        .option("parquet.block.size", 40_000) // row groups of some hundred rows
        .option("parquet.page.size", 4_000)
        .parquet(path("parquet"));
    clicks.coalesce(1).write().option("parquet.enable.dictionary", false).parquet(path("plain"));
  }

  /** Columns of all types, some with nulls, and dense vectors among the sparse ones. */
  private static Dataset<Row> withOtherColumns(Dataset<Row> rows) {
    var dense = functions.udf((UDF1<Vector, Vector>) Vector::toDense, SQLDataTypes.VectorType());
    return rows.withColumn(
            "features",
            functions
                .when(expr("id % 7 = 0"), dense.apply(col("features")))
                .otherwise(col("features"))
                .as("features", rows.schema().apply("features").metadata()))
        .withColumn("part", expr("id % 3"))
        .withColumn("token", expr("IF(id % 5 = 0, NULL, concat('é', id % 11))"))
        .withColumn("text", expr("IF(id % 3 = 0, NULL, repeat(id, 1 + id % 9))"))
        .withColumn("tiny", expr("cast(id % 100 AS tinyint)"))
        .withColumn("short", expr("cast(id % 1000 AS smallint)"))
        .withColumn("int", expr("IF(id % 4 = 0, NULL, cast(id AS int))"))
        .withColumn("float", expr("cast(id AS float) / 3"))
        .withColumn("flag", expr("IF(id % 4 = 1, NULL, id % 2 = 0)"))
        .withColumn("small_decimal", expr("cast(id AS decimal(12, 2)) / 7"))
        .withColumn("large_decimal", expr("cast(id AS decimal(30, 5)) / 7"))
        .withColumn("day", expr("date_add(date'1970-01-01', cast(id AS int))"))
        .withColumn("time", expr("timestamp_seconds(id * 1000)"))
        .withColumn("interval", expr("make_dt_interval(cast(id AS int))"))
        .withColumn("bytes", expr("cast(cast(id AS string) AS binary)"))
        .withColumn("list", expr("IF(id % 6 = 0, NULL, array(id, NULL, id + 1))"))
        .withColumn("map", expr("map(cast(id AS string), array(1.5D, NULL))"))
        .withColumn("nested", expr("named_struct('x', id, 'y', IF(id % 2 = 0, NULL, 'z'))"))
        .withColumn("double", expr("IF(id % 9 = 0, NULL, id / 3D)"));
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  private static Dataset<Row> read(String name) {
    return SharedSpark.get().read().parquet(path(name));
  }

  /** With settings of the session that are taken back afterwards. */
  private static <T> T with(Map<String, String> settings, Supplier<T> work) {
    settings.forEach((key, value) -> SharedSpark.get().conf().set(key, value));
    try {
      return work.get();
    } finally {
      settings.keySet().forEach(key -> SharedSpark.get().conf().unset(key));
    }
  }

  private static <T> T byRow(Supplier<T> work) {
    return with(Map.of(BY_COLUMN, "false"), work);
  }

  /** Rows as text, because rows with byte arrays never equal each other. */
  private static List<String> text(Dataset<Row> data) {
    return data.withColumn("bytes", functions.base64(col("bytes"))).collectAsList().stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"parquet, 4096", "parquet, 1024", "plain, 4096"})
  void filesReadByColumnGiveTheBitsOfThoseReadByRow(String files, String batchSize) {
    List<String> expected = byRow(() -> text(model.transform(read(files))));
    List<String> given =
        with(Map.of(BATCH_SIZE, batchSize), () -> text(model.transform(read(files))));
    assertEquals(ROWS, given.size());
    assertEquals(expected, given);
  }

  @Test
  void someColumnsInAnotherOrderAreReadAlone() {
    Dataset<Row> some =
        model
            .transform(read("plain"))
            .select(col("probability"), expr("concat(token, '!')").as("t"), col("list"), col("id"));
    assertEquals(List.of("id", "features", "token", "list"), columnsRead(some));
    assertEquals(
        byRow(
            () ->
                model
                    .transform(read("plain"))
                    .selectExpr("probability", "concat(token, '!') AS t", "list", "id")
                    .orderBy("id")
                    .collectAsList()),
        some.orderBy("id").collectAsList());
  }

  @Test
  void filesAndTheirRowsAreStillKnown() {
    Dataset<Row> scored =
        model
            .transform(read("parquet"))
            .selectExpr(
                "input_file_name() AS now", "part", "_metadata.file_name AS name", "prediction");
    List<Row> rows = scored.collectAsList();
    assertEquals(ROWS, rows.size());
    for (Row row : rows) {
      assertTrue(
          row.getString(0).contains("part=" + row.get(1) + "/" + row.getString(2)), "" + row);
    }
  }

  @Test
  void aPipelineReadsTheColumnsThatItsStagesRead() {
    PipelineModel pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new VocabularyIndexer()
                      .setInputCols("token", "text")
                      .setOutputCols("token_index", "text_index"),
                  new FieldAssembler().setInputCols("token_index", "text_index").setOutputCol("x"),
                  TinyModels.classifier().setFeaturesCol("x")
                })
            .fit(read("plain"));
    Dataset<Row> scored = pipeline.transform(read("plain"));
    assertEquals(List.of("id", "token", "text"), columnsRead(scored.select("id", "prediction")));
    assertEquals(
        List.of("id", "token", "text", "tiny"),
        columnsRead(scored.where("tiny < 50").select("id", "prediction")));
  }

  /** The top-level columns that a plan's only scan reads. */
  private static List<String> columnsRead(Dataset<Row> data) {
    List<String> lines =
        data.queryExecution()
            .executedPlan()
            .toString()
            .lines()
            .filter(line -> line.contains("FileScan"))
            .toList();
    assertEquals(1, lines.size());
    String columns = lines.get(0).replaceFirst(".*FileScan parquet \\[(.*?)\\].*", "$1");
    return List.of(columns.replaceAll("#\\d+L?", "").split(","));
  }
}
