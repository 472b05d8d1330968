package io.sparkdeepfm;

import static io.sparkdeepfm.TinyModels.byId;
import static io.sparkdeepfm.TinyModels.classifier;
import static io.sparkdeepfm.TinyModels.same;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import io.sparkdeepfm.model.DeepFMConfig.DeepInput;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.Initialization;
import io.sparkdeepfm.model.Initialization.EmbeddingInitializer;
import io.sparkdeepfm.model.Initialization.FirstOrderInitializer;
import io.sparkdeepfm.model.Initialization.MlpInitializer;
import io.sparkdeepfm.model.Initializer;
import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.ClickRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model's parts and its start, through the estimator. */
@Tag("spark")
class ModelPartsTest {
  private static ClickGenerator generator;
  private static Dataset<Row> clicks;

  @BeforeAll
  static void generateClicks() {
    generator = ClickGenerator.interacting(3);
    clicks = ClickRows.next(generator, 2000);
  }

  private static double auc(Dataset<Row> scored) {
    return new BinaryClassificationEvaluator().setNumBins(0).evaluate(scored);
  }

  @Test
  void theFirstOrderAloneIsMllibsLogisticRegression() {
    DeepFMClassificationModel ours =
        classifier().setHiddenUnits().setSecondOrder(false).setNumEpochs(40).fit(clicks);
    double mllib = auc(new LogisticRegression().fit(clicks).transform(clicks));
    assertEquals(mllib, auc(ours.transform(clicks)), 0.01);
  }

  @Test
  void neuralFmWithLearnedSlopesIsTheSameAfterSaving(@TempDir Path folder) throws IOException {
    DeepFMClassifier classifier =
        classifier()
            .setSecondOrder(false)
            .setDeepInput("biInteraction")
            .setActivation("prelu")
            .setEmbeddingDropoutRate(0.2)
            .setHead("weighted");
    DeepFMClassificationModel model = classifier.fit(clicks);
    assertTrue(same(model, classifier.fit(clicks)));
    model.write().save(folder.resolve("model").toString());
    DeepFMClassificationModel loaded =
        DeepFMClassificationModel.load(folder.resolve("model").toString());
    assertTrue(same(model, loaded));
    assertEquals(DeepInput.BI_INTERACTION, loaded.config().deepInput());
    assertEquals(model.config(), loaded.config());
    assertEquals(
        byId(model.transform(clicks), "probability"),
        byId(loaded.transform(clicks), "probability"));
  }

  @Test
  void layersOfProductsAreTheSameAfterSaving(@TempDir Path folder) throws IOException {
    DeepFMClassifier classifier =
        classifier().setDeep("final").setHiddenUnits(8, 4).setBatchNorm(true);
    DeepFMClassificationModel model = classifier.fit(clicks);
    assertEquals(Deep.FINAL, model.config().deep());
    model.write().save(folder.resolve("model").toString());
    DeepFMClassificationModel loaded =
        DeepFMClassificationModel.load(folder.resolve("model").toString());
    assertTrue(same(model, loaded));
    assertEquals(model.config(), loaded.config());
    assertEquals(
        byId(model.transform(clicks), "probability"),
        byId(loaded.transform(clicks), "probability"));
  }

  @Test
  void twoTowersAreTheSameAfterSaving(@TempDir Path folder) throws IOException {
    DeepFMClassifier classifier =
        classifier().setDeep("final").setHiddenUnits(8, 4).setSecondHiddenUnits(6);
    DeepFMClassificationModel model = classifier.setBatchNorm(true).fit(clicks);
    assertEquals(List.of(6), model.config().secondHiddenUnits());
    assertArrayEquals(new int[] {6}, model.getSecondHiddenUnits());
    model.write().save(folder.resolve("model").toString());
    DeepFMClassificationModel loaded =
        DeepFMClassificationModel.load(folder.resolve("model").toString());
    assertTrue(same(model, loaded));
    assertEquals(
        byId(model.transform(clicks), "probability"),
        byId(loaded.transform(clicks), "probability"));
  }

  @Test
  void everyWorkerBeginsWithTheChosenInitialization() {
    DeepFMClassifier classifier =
        classifier()
            .setEmbeddingInitializer("uniform")
            .setEmbeddingInitScale(0.5)
            .setFirstOrderInitializer("sameAsEmbedding")
            .setMlpInitializer("heUniform")
            .setLearningRate(1e-12)
            .setNumEpochs(1);
    Initialization chosen =
        new Initialization(
            EmbeddingInitializer.UNIFORM,
            0.5,
            FirstOrderInitializer.SAME_AS_EMBEDDING,
            MlpInitializer.HE_UNIFORM);
    for (int workers = 1; workers <= 2; workers++) {
      DeepFMClassificationModel model = classifier.setNumWorkers(workers).fit(clicks);
      DeepFMConfig config = model.config();
      DeepFMParameters expected =
          new Initializer(config, chosen, classifier.getSeed()).initialize();
      assertArrayEquals(expected.dense(), model.parameters().dense(), 1e-6f);
      for (int t = 0; t < config.schema().numTables(); t++) {
        assertArrayEquals(expected.table(t).values(), model.parameters().table(t).values(), 1e-6f);
      }
    }
  }

  @Test
  void everyChoiceOfPartsTrainsAndScores() {
    Stream.of(
            classifier().setFirstOrder(false).setSecondOrder(false),
            classifier().setHiddenUnits().setFirstOrder(false),
            classifier().setDeepInput("biInteraction").setInteraction("field"),
            classifier().setDeep("final").setHiddenUnits(16, 8))
        .forEach(
            part -> {
              double auc = auc(part.setNumEpochs(4).fit(clicks).transform(clicks));
              assertTrue(auc > 0.6, () -> part.explainParams() + auc);
            });
  }
}
