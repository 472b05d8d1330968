package io.sparkdeepfm;

import io.sparkdeepfm.stage.FieldAssembler;
import io.sparkdeepfm.stage.FieldHasher;
import io.sparkdeepfm.stage.LogMinMaxScaler;
import io.sparkdeepfm.stage.VocabularyIndexer;
import io.sparkdeepfm.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Pipelines that each line of Spark has saved, with what they gave for some rows then, in {@code
 * src/test/resources/golden/pipelines}. Run the main once on each line, when a saved format has
 * changed.
 */
final class GoldenPipelines {
  static final Path DIRECTORY = Path.of("src", "test", "resources", "golden", "pipelines");

  private static final int ROWS = 200;
  private static final int SCORED_ROWS = 24;

  private GoldenPipelines() {}

  static Path pipeline(String line) {
    return DIRECTORY.resolve("spark" + line).resolve("pipeline");
  }

  static Path expected(String line) {
    return DIRECTORY.resolve("spark" + line).resolve("expected.txt");
  }

  private static Dataset<Row> rows(int count) {
    return SharedSpark.get()
        .range(0, count, 1, 1)
        .selectExpr(
            "id",
            "IF(id % 3 = 0, 1D, 0D) AS label",
            "IF(id % 11 = 0, NULL, CONCAT('page', id % 9)) AS page",
            "CONCAT('tag', id % 5, ',tag', id % 2) AS tags",
            "IF(id % 7 = 0, NULL, id % 100) AS age",
            "ARRAY('user', STRING(id % 40)) AS visitor");
  }

  private static Pipeline pipeline() {
    PipelineStage[] stages = {
      new VocabularyIndexer("pages")
          .setInputCols("page", "tags")
          .setOutputCols("page_index", "tags_index")
          .setDelimiterArray("", ","),
      new FieldHasher("visitors").setInputCols("visitor").setOutputCols("bucket").setNumBuckets(16),
      new LogMinMaxScaler("ages").setInputCols("age").setOutputCols("age_scaled"),
      new FieldAssembler("fields").setInputCols("page_index", "tags_index", "bucket", "age_scaled"),
      new DeepFMClassifier("classifier")
          .setEmbeddingDim(3)
          .setHiddenUnits(4)
          .setNumEpochs(2)
          .setBatchSize(32)
          .setNumWorkers(1)
          .setThreadsPerWorker(1)
          .setSeed(5)
    };
    return new Pipeline("golden").setStages(stages);
  }

  /**
   * What a pipeline gives, in three lines: a checksum of its parameters bit for bit, the features
   * of some rows, their probabilities.
   */
  static List<String> told(PipelineModel pipeline) {
    DeepFMClassificationModel model =
        (DeepFMClassificationModel) pipeline.stages()[pipeline.stages().length - 1];
    List<String> features = new ArrayList<>();
    List<String> probabilities = new ArrayList<>();
    for (Row row : pipeline.transform(rows(SCORED_ROWS)).orderBy("id").collectAsList()) {
      features.add(row.<Vector>getAs("features").toString());
      probabilities.add(Double.toString(row.<Vector>getAs("probability").apply(1)));
    }
    return List.of(
        Integer.toString(ClusterDriver.checksum(model.parameters())),
        String.join(" ", features),
        String.join(" ", probabilities));
  }

  public static void main(String[] arguments) throws IOException {
    String line = SharedSpark.get().version().substring(0, 1);
    PipelineModel model = pipeline().fit(rows(ROWS));
    model.write().session(SharedSpark.get()).save(pipeline(line).toString());
    Files.write(expected(line), told(model));
    try (var files = Files.walk(pipeline(line))) {
      for (Path file : files.filter(GoldenPredictions::isMarker).toList()) {
        Files.delete(file);
      }
    }
  }
}
