package io.sparkdeepfm.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.DeepFMClassificationModel;
import io.sparkdeepfm.DeepFMClassifier;
import io.sparkdeepfm.stage.FieldAssembler;
import io.sparkdeepfm.stage.VocabularyIndexer;
import io.sparkdeepfm.testing.SharedSpark;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a saved pipeline says is what its model says. */
@Tag("spark")
@Tag("spark4")
class SavedModelTableTest {
  @TempDir Path folder;

  private PipelineModel saved(PipelineStage... stages) throws Exception {
    Dataset<Row> rows =
        SharedSpark.get()
            .range(60)
            .selectExpr("CONCAT('p', id % 4) AS page", "id % 2 * 1D AS label");
    PipelineModel model = new Pipeline().setStages(stages).fit(rows);
    model.write().save(path());
    return model;
  }

  private PipelineModel savedDeepFM() throws Exception {
    return saved(
        new VocabularyIndexer().setInputCols("page").setOutputCols("index"),
        new FieldAssembler().setInputCols("index"),
        new DeepFMClassifier().setHiddenUnits(4).setEmbeddingDim(2).setNumEpochs(3));
  }

  private String path() {
    return folder.resolve("a model").toString();
  }

  private SavedModelTable table(String name) {
    SavedModelTable table = new SavedModelTable();
    return table.with(table.path(), path()).with(table.table(), name);
  }

  private static List<Row> rows(SavedModelTable table) {
    return table.transform(SharedSpark.get().range(0)).collectAsList();
  }

  @Test
  void embeddingsWeightsAndSimilarTokensAreThoseOfTheModel() throws Exception {
    PipelineModel pipeline = savedDeepFM();
    DeepFMClassificationModel model = (DeepFMClassificationModel) pipeline.stages()[2];
    var insight = model.insight(pipeline);
    assertEquals(insight.embeddings().collectAsList(), rows(table("embeddings")));
    assertEquals(insight.firstOrderWeights().collectAsList(), rows(table("firstOrderWeights")));
    SavedModelTable similar = table("similar");
    similar
        .with(similar.vocabulary(), "page")
        .with(similar.token(), "p1")
        .with(similar.k(), (Object) 2);
    assertEquals(insight.similar("page", "p1", 2).collectAsList(), rows(similar));
  }

  @Test
  void theTrainingIsThatOfTheSummary() throws Exception {
    PipelineModel pipeline = savedDeepFM();
    var summary = ((DeepFMClassificationModel) pipeline.stages()[2]).summary();
    List<Row> history = rows(table("history"));
    assertEquals(3, history.size());
    for (int i = 0; i < history.size(); i++) {
      assertEquals(i + 1, history.get(i).<Integer>getAs("epoch"));
      assertEquals(summary.history().get(i).loss(), history.get(i).<Double>getAs("loss"));
    }
    Row training = rows(table("training")).get(0);
    assertEquals(60L, training.<Long>getAs("examples"));
    assertEquals(summary.bestEpoch(), training.<Integer>getAs("bestEpoch"));
    assertEquals("log", training.getAs("loss"));
    assertEquals(summary.reportHtml(), rows(table("report")).get(0).getString(0));
    Row field = rows(table("fields")).get(0);
    assertEquals("[index,page,5,sum]", field.toString());
  }

  @Test
  void theSchemaIsThatOfTheRows() throws Exception {
    savedDeepFM();
    SavedModelTable table = table("fields");
    Dataset<Row> none = SharedSpark.get().emptyDataFrame();
    assertEquals(table.transform(none).schema(), table.transformSchema(none.schema()));
  }

  @Test
  void aPipelineWithoutADeepFMIsRefused() throws Exception {
    saved(new VocabularyIndexer().setInputCols("page").setOutputCols("index"));
    String message =
        assertThrows(IllegalArgumentException.class, () -> rows(table("fields"))).getMessage();
    assertEquals("The pipeline in '" + path() + "' has no DeepFM among its stages.", message);
  }

  @Test
  void anotherTableIsRefusedWhenItIsSet() {
    SavedModelTable table = new SavedModelTable();
    String message =
        assertThrows(IllegalArgumentException.class, () -> table.with(table.table(), "weights"))
            .getMessage();
    assertTrue(message.startsWith("table is weights, but must be one of embeddings, "), message);
  }
}
