package io.sparkdeepfm;

import static io.sparkdeepfm.TinyModels.classifier;
import static io.sparkdeepfm.TinyModels.same;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.model.EmbeddingTable;
import io.sparkdeepfm.model.Initializer;
import io.sparkdeepfm.model.WarmStartReport;
import io.sparkdeepfm.stage.FieldAssembler;
import io.sparkdeepfm.stage.VocabularyIndexer;
import io.sparkdeepfm.stage.VocabularyIndexerModel;
import io.sparkdeepfm.testing.SharedSpark;
import io.sparkdeepfm.testing.TrainingConfigs;
import io.sparkdeepfm.train.ProgressListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second training that goes on from the first, over vocabularies that have grown. */
@Tag("spark")
@Tag("spark4")
class WarmStartedTrainingTest {
  private static final int ROWS = 1500;

  private static Dataset<Row> first;
  private static Dataset<Row> second;
  private static PipelineModel firstModel;

  /** The second data have users 20 … 39 and item 10, which the first have not; no user below 10. */
  @BeforeAll
  static void trainTheFirstModel() {
    first = rows(0, 20, 10);
    second = rows(10, 40, 11);
    firstModel = pipeline(new VocabularyIndexer(), classifier().setNumEpochs(6)).fit(first);
  }

  @AfterEach
  void nothingStaysPersisted() {
    assertTrue(SharedSpark.get().sparkContext().getPersistentRDDs().isEmpty());
  }

  private static Dataset<Row> rows(int firstUser, int endUser, int items) {
    return SharedSpark.get()
        .range(ROWS)
        .selectExpr(
            "id",
            String.format(
                "CONCAT('u', %d + PMOD(HASH(id, 1), %d)) AS user", firstUser, endUser - firstUser),
            String.format("CONCAT('i', PMOD(HASH(id, 2), %d)) AS item", items))
        .selectExpr("*", "DOUBLE(PMOD(HASH(user, item), 10) + PMOD(HASH(id, 3), 5) > 6) AS label");
  }

  private static Pipeline pipeline(VocabularyIndexer indexer, DeepFMClassifier classifier) {
    return new Pipeline()
        .setStages(
            new PipelineStage[] {
              indexer.setInputCols("user", "item").setOutputCols("u", "i"),
              new FieldAssembler().setInputCols("u", "i").setOutputCol("features"),
              classifier
            });
  }

  private static DeepFMClassificationModel deepfm(PipelineModel pipeline) {
    return (DeepFMClassificationModel) pipeline.stages()[2];
  }

  private static VocabularyIndexer extending() {
    return new VocabularyIndexer().setInitialModel((VocabularyIndexerModel) firstModel.stages()[0]);
  }

  private static DeepFMClassifier goingOn() {
    return classifier().setInitialModel(deepfm(firstModel));
  }

  private static float[] rowsOf(EmbeddingTable table, int begin, int end) {
    int length = table.rowLength();
    return Arrays.copyOfRange(table.values(), begin * length, end * length);
  }

  @Test
  void rowsThatTheSecondTrainingNeverTouchesStayBitForBit() {
    PipelineModel next = pipeline(extending(), goingOn()).fit(second);
    List<String> users = List.of(((VocabularyIndexerModel) next.stages()[0]).tokens("user"));
    EmbeddingTable before = deepfm(firstModel).parameters().table(0);
    EmbeddingTable after = deepfm(next).parameters().table(0);
    assertEquals(21, before.numEmbeddings());
    assertEquals(41, after.numEmbeddings());
    for (int row = 0; row < 21; row++) {
      boolean touched = row > 0 && Integer.parseInt(users.get(row).substring(1)) >= 10;
      boolean same = Arrays.equals(rowsOf(before, row, row + 1), rowsOf(after, row, row + 1));
      assertEquals(!touched, same, users.get(row));
    }
  }

  @Test
  void newRowsBeginWhereTheSeedPutsThem() {
    DeepFMClassificationModel next =
        deepfm(pipeline(extending(), goingOn().setLearningRate(1e-30)).fit(second));
    EmbeddingTable drawn =
        new Initializer(next.config(), TrainingConfigs.INITIALIZATION, next.getSeed())
            .initialize()
            .table(0);
    assertArrayEquals(rowsOf(drawn, 21, 41), rowsOf(next.parameters().table(0), 21, 41), 1e-20f);
    assertArrayEquals(deepfm(firstModel).parameters().dense(), next.parameters().dense(), 1e-20f);
  }

  @Test
  void trainingGoesOnFromTheLossThatWasReached() {
    double[] cold = deepfm(firstModel).summary().objectiveHistory();
    double warm =
        deepfm(pipeline(extending(), goingOn()).fit(first)).summary().objectiveHistory()[0];
    assertTrue(warm < cold[5], warm + " after " + cold[5]);
    assertTrue(warm > cold[5] - 0.5 * (cold[0] - cold[5]), warm + " after " + cold[5]);
  }

  @Test
  void twoWorkersBeginFromTheModelToo() {
    DeepFMClassifier stalled = goingOn().setNumWorkers(2).setLearningRate(1e-30);
    DeepFMClassificationModel next = deepfm(pipeline(extending(), stalled).fit(first));
    assertTrue(same(deepfm(firstModel), next));
    DeepFMClassifier learning = goingOn().setNumWorkers(2);
    DeepFMClassificationModel learned = deepfm(pipeline(extending(), learning).fit(first));
    assertTrue(same(learned, deepfm(pipeline(extending(), learning).fit(first))));
    assertFalse(same(learned, next));
    double[] cold = deepfm(firstModel).summary().objectiveHistory();
    double warm = learned.summary().objectiveHistory()[0];
    assertTrue(warm < (cold[0] + cold[5]) / 2, warm + " after " + cold[5]);
  }

  @Test
  void theInitialModelStaysAsItIs() {
    float[] dense = deepfm(firstModel).parameters().dense().clone();
    float[] users = deepfm(firstModel).parameters().table(0).values().clone();
    pipeline(extending(), goingOn()).fit(first);
    assertArrayEquals(dense, deepfm(firstModel).parameters().dense());
    assertArrayEquals(users, deepfm(firstModel).parameters().table(0).values());
  }

  @Test
  void theReportReachesListenerAndSummary() {
    List<Object> heard = new ArrayList<>();
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void warmStarted(WarmStartReport report) {
            heard.add(report);
          }

          @Override
          public void trainingStarted(int numEpochs, long examples) {
            heard.add(numEpochs);
          }
        };
    DeepFMClassificationModel next =
        deepfm(pipeline(extending(), goingOn().setProgressListener(listener)).fit(second));
    WarmStartReport expected =
        new WarmStartReport(
            List.of(
                new WarmStartReport.Table("user", 21, 20),
                new WarmStartReport.Table("item", 11, 1)));
    assertEquals(List.of(expected, 2), heard);
    assertEquals(expected, next.summary().warmStart());
    assertEquals(WarmStartReport.NONE, deepfm(firstModel).summary().warmStart());
    heard.clear();
    pipeline(new VocabularyIndexer(), classifier().setProgressListener(listener)).fit(second);
    assertEquals(List.of(2), heard);
  }

  @Test
  void aSavedModelOrPipelineIsGoneOnFromByItsPath(@TempDir Path folder) throws Exception {
    String pipeline = folder.resolve("pipeline").toString();
    String model = folder.resolve("model").toString();
    firstModel.write().save(pipeline);
    deepfm(firstModel).write().save(model);
    DeepFMClassificationModel expected = deepfm(pipeline(extending(), goingOn()).fit(second));
    for (String path : List.of(pipeline, model)) {
      PipelineModel next =
          pipeline(
                  new VocabularyIndexer().setInitialModelPath(pipeline),
                  classifier().setInitialModelPath(path))
              .fit(second);
      assertTrue(same(expected, deepfm(next)), path);
    }
  }

  @Test
  void crossValidationGoesOnFromTheModelInEveryFold() {
    DeepFMClassifier stalled = goingOn().setLearningRate(1e-30).setNumEpochs(1);
    CrossValidator validator =
        new CrossValidator()
            .setEstimator(pipeline(extending(), stalled))
            .setEstimatorParamMaps(new ParamMap[] {ParamMap.empty()})
            .setEvaluator(new BinaryClassificationEvaluator())
            .setNumFolds(2)
            .setSeed(1);
    double auc = validator.fit(first).avgMetrics()[0];
    assertTrue(auc > 0.75, "folds that do not learn have the model's AUC, not " + auc);
  }

  @Test
  void aModelOfAnotherShapeIsRefusedBeforeAnyTraining() {
    assertRefused(
        "embeddingDim is 4 in the initial model, but 5 here; set it to 4, or train without an"
            + " initial model.",
        pipeline(extending(), goingOn().setEmbeddingDim(5)));
    assertRefused(
        "Vocabulary 'user' has 21 rows in the initial model, but 1 in the features; extend the old"
            + " vocabularies (setInitialModel of VocabularyIndexer) and hash into as many buckets"
            + " as before.",
        pipeline(new VocabularyIndexer().setMinFrequency(ROWS), goingOn()));
    assertRefused(
        "Both an initial model and initialModelPath 'p' are set; clear one of them.",
        pipeline(extending(), goingOn().setInitialModelPath("p")));
  }

  @Test
  void aPathWithoutAModelIsRefused(@TempDir Path folder) throws Exception {
    String nothing = folder.resolve("nothing").toString();
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> pipeline(extending(), classifier().setInitialModelPath(nothing)).fit(second))
            .getMessage();
    assertTrue(message.startsWith("initialModelPath '" + nothing + "' cannot be read: "), message);
    String vocabulary = folder.resolve("vocabulary").toString();
    ((VocabularyIndexerModel) firstModel.stages()[0]).write().save(vocabulary);
    assertRefused(
        "initialModelPath '"
            + vocabulary
            + "' holds no DeepFMClassificationModel; name a saved one, or a saved PipelineModel that"
            + " has one.",
        pipeline(extending(), classifier().setInitialModelPath(vocabulary)));
  }

  private static void assertRefused(String message, Pipeline pipeline) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> pipeline.fit(second)).getMessage());
  }
}
