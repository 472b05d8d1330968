package io.sparkdeepfm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.stage.FieldAssembler;
import io.sparkdeepfm.stage.FieldHasher;
import io.sparkdeepfm.stage.LogMinMaxScaler;
import io.sparkdeepfm.stage.VocabularyIndexer;
import io.sparkdeepfm.testing.ForkedJvm;
import io.sparkdeepfm.testing.SharedSpark;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline from raw rows to predictions, after saving and loading: elsewhere and on streams. */
@Tag("spark")
@Tag("spark4")
class SavedPipelineTest {
  private static final List<String> OUTPUTS = List.of("rawPrediction", "probability", "prediction");

  @TempDir static Path folder;
  private static String rows;
  private static String saved;
  private static Dataset<Row> expected;

  @BeforeAll
  static void fitAndSave() throws Exception {
    rows = folder.resolve("rows").toString();
    raw().write().parquet(rows);
    PipelineModel model = pipeline().fit(read());
    saved = folder.resolve("pipeline").toString();
    model.write().save(saved);
    expected = model.transform(read());
  }

  /** Users like pages whose number leaves 0 when divided by 3; some cells are missing. */
  private static Dataset<Row> raw() {
    return SharedSpark.get()
        .range(1500)
        .selectExpr(
            "id",
            "IF(id % 3 = 0, 1D, 0D) AS clicked",
            "IF(id % 11 = 0, NULL, CONCAT('page', id % 9)) AS page",
            "CONCAT('tag', id % 5, ',tag', id % 2) AS tags",
            "IF(id % 7 = 0, NULL, id % 100) AS age",
            "ARRAY('user', STRING(id % 40)) AS visitor");
  }

  private static Dataset<Row> read() {
    return SharedSpark.get().read().parquet(rows);
  }

  private static Pipeline pipeline() {
    PipelineStage[] stages = {
      new VocabularyIndexer()
          .setInputCols("page", "tags")
          .setOutputCols("page_index", "tags_index")
          .setDelimiterArray("", ","),
      new FieldHasher().setInputCols("visitor").setOutputCols("bucket").setNumBuckets(64),
      new LogMinMaxScaler().setInputCols("age").setOutputCols("age_scaled"),
      new FieldAssembler().setInputCols("page_index", "tags_index", "bucket", "age_scaled"),
      TinyModels.classifier().setLabelCol("clicked")
    };
    return new Pipeline().setStages(stages);
  }

  private static void assertScored(Dataset<Row> scored) {
    for (String column : OUTPUTS) {
      assertEquals(TinyModels.byId(expected, column), TinyModels.byId(scored, column), column);
    }
  }

  @Test
  void missingCellsAreScored() {
    Row row = expected.where("page IS NULL AND age IS NULL").first();
    double probability = row.<Vector>getAs("probability").apply(1);
    assertTrue(probability > 0 && probability < 1, row.toString());
    double most = expected.where("prediction = clicked").count() / 1500.0;
    assertTrue(most > 0.7, "learned something: " + most);
  }

  @Test
  void anotherJvmScoresTheSameToTheLastBit() throws Exception {
    Path scored = folder.resolve("scored");
    new ForkedJvm(folder).run(SavedPipelineScorer.class, 180, saved, rows, scored.toString());
    Dataset<Row> elsewhere = SharedSpark.get().read().parquet(scored.toString());
    assertEquals(1500, elsewhere.count());
    assertScored(elsewhere);
  }

  @Test
  void aStreamIsScoredLikeATable() throws Exception {
    StructType type = read().schema();
    Dataset<Row> stream = SharedSpark.get().readStream().schema(type).parquet(rows);
    StreamingQuery query =
        PipelineModel.load(saved)
            .transform(stream)
            .writeStream()
            .format("memory")
            .queryName("scored_clicks")
            .start();
    try {
      query.processAllAvailable();
    } finally {
      query.stop();
    }
    Dataset<Row> streamed = SharedSpark.get().table("scored_clicks");
    assertEquals(1500, streamed.count());
    assertScored(streamed);
  }
}
