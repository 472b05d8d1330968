package io.sparkdeepfm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.model.EmbeddingTable;
import io.sparkdeepfm.stage.FieldAssembler;
import io.sparkdeepfm.stage.FieldHasher;
import io.sparkdeepfm.testing.SharedSpark;
import java.nio.file.Path;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vocabulary of 262,144 rows of which the data have some hundred. */
@Tag("spark")
class LargeVocabularyTest {
  private static final int BUCKETS = 1 << 18; // × 64 floats: just large enough

  @TempDir Path folder;

  private static Dataset<Row> clicks() {
    return clicks(BUCKETS);
  }

  private static Dataset<Row> clicks(int buckets) {
    Dataset<Row> rows =
        SharedSpark.get()
            .range(0, 3000, 1, 3)
            .withColumn("page", functions.expr("CONCAT('p', hash(id) % 200)"))
            .withColumn("label", functions.expr("CAST(hash(page, id % 4) % 3 = 0 AS double)"));
    Dataset<Row> hashed =
        new FieldHasher()
            .setInputCols("page")
            .setOutputCols("bucket")
            .setNumBuckets(buckets)
            .transform(rows.withColumn("turn", functions.expr("id % 4")));
    Dataset<Row> both =
        new FieldHasher()
            .setInputCols("turn")
            .setOutputCols("turn_bucket")
            .setNumBuckets(16)
            .transform(hashed);
    return new FieldAssembler().setInputCols("bucket", "turn_bucket").transform(both);
  }

  private static DeepFMClassifier classifier() {
    return TinyModels.classifier()
        .setEmbeddingDim(63)
        .setNumWorkers(2)
        .setNumEpochs(6)
        .setLearningRate(0.02)
        .setBatchSize(64)
        .setAveragingFrequency(4)
        .setValidationFraction(0.1);
  }

  private static void assertSameRows(EmbeddingTable expected, EmbeddingTable actual) {
    float[] a = new float[expected.rowLength()];
    float[] b = a.clone();
    for (int row = 0; row < BUCKETS; row++) {
      expected.read(row, a, 0);
      actual.read(row, b, 0);
      assertArrayEquals(a, b);
    }
  }

  @Test
  void theModelKeepsRowsOfTheDataAndIsTheSameOnceItIsSavedAndLoaded() throws Exception {
    Dataset<Row> clicks = clicks();
    String checkpoints = folder.resolve("checkpoints").toString();
    DeepFMClassificationModel model = classifier().setCheckpointDir(checkpoints).fit(clicks);
    EmbeddingTable table = model.parameters().table(0);
    assertNull(table.values(), "not in one array");
    assertTrue(model.parameters().numKept() < 100_000);
    assertEquals(BUCKETS * 64L, table.numEmbeddings() * (long) table.rowLength());
    Dataset<Row> scored = model.transform(clicks);
    assertTrue(new BinaryClassificationEvaluator().evaluate(scored) > 0.75);

    String path = folder.resolve("model").toString();
    model.write().save(path);
    DeepFMClassificationModel loaded = DeepFMClassificationModel.load(path);
    assertNotNull(loaded.parameters().table(0).values());
    assertSameRows(table, loaded.parameters().table(0));
    assertEquals(
        TinyModels.byId(scored, "rawPrediction"),
        TinyModels.byId(loaded.transform(clicks), "rawPrediction"));

    DeepFMClassificationModel resumed =
        classifier().setCheckpointDir(checkpoints).setResume(true).fit(clicks);
    assertSameRows(table, resumed.parameters().table(0));
    assertArrayEquals(model.parameters().dense(), resumed.parameters().dense());

    DeepFMClassificationModel goesOn =
        classifier().setNumEpochs(1).setInitialModel(model).fit(clicks);
    assertTrue(new BinaryClassificationEvaluator().evaluate(goesOn.transform(clicks)) > 0.75);
  }

  @Test
  void oneWorkerKeepsRowsOfTheDataToo() {
    Dataset<Row> clicks = clicks();
    DeepFMClassificationModel model = classifier().setNumWorkers(1).fit(clicks);
    assertNull(model.parameters().table(0).values());
    assertTrue(new BinaryClassificationEvaluator().evaluate(model.transform(clicks)) > 0.75);
  }

  /** 12.8 billion floats, of which the data touch some thousand. */
  @Test
  void aVocabularyBeyondOneArrayIsTrainedAndScored() {
    int buckets = 200_000_000;
    Dataset<Row> clicks = clicks(buckets);
    DeepFMClassificationModel model = classifier().fit(clicks);
    assertEquals(buckets, model.parameters().table(0).numEmbeddings());
    assertTrue(model.parameters().numKept() < 100_000);
    assertTrue(new BinaryClassificationEvaluator().evaluate(model.transform(clicks)) > 0.75);
    DeepFMClassificationModel goesOn =
        classifier().setNumEpochs(1).setInitialModel(model).fit(clicks);
    assertTrue(goesOn.numKept() < 100_000);
    assertTrue(new BinaryClassificationEvaluator().evaluate(goesOn.transform(clicks)) > 0.75);
    String refusal =
        assertThrows(IllegalArgumentException.class, () -> classifier().setL2(1e-6).fit(clicks))
            .getMessage();
    assertTrue(refusal.contains("no penalty"), refusal);
    String grown =
        assertThrows(
                IllegalArgumentException.class,
                () -> classifier().setInitialModel(model).fit(clicks(buckets + 1)))
            .getMessage();
    assertTrue(grown.contains("train without an initial model"), grown);
  }
}
