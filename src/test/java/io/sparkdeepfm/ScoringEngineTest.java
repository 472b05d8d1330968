package io.sparkdeepfm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.engine.cuda.EmulatedGpu;
import io.sparkdeepfm.engine.cuda.device.CudaLibraries;
import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.ClickRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Scoring on an emulated GPU as users choose it. */
@Tag("spark")
@EnabledIf(
    value = "io.sparkdeepfm.engine.cuda.EmulatedGpu#canBeCompiled",
    disabledReason = "there is no g++ to compile the kernels with")
class ScoringEngineTest {
  private static Dataset<Row> clicks;
  private static DeepFMClassificationModel onCpu;
  private static DeepFMClassificationModel onGpu;

  @BeforeAll
  static void emulate() {
    System.setProperty(CudaLibraries.FOLDERS_PROPERTY, EmulatedGpu.libraries().toString());
    clicks = ClickRows.next(ClickGenerator.linear(7), 2500).repartition(3);
    onCpu = TinyModels.classifier().setHiddenUnits(8, 4).fit(clicks);
    onGpu = onCpu.copy(ParamMap.empty()).setScoringEngine("cuda");
  }

  @AfterAll
  static void forget() {
    System.clearProperty(CudaLibraries.FOLDERS_PROPERTY);
  }

  private static void assertSameLogits(Dataset<Row> expected, Dataset<Row> actual) {
    List<Object> logits = TinyModels.byId(expected, "rawPrediction");
    List<Object> found = TinyModels.byId(actual, "rawPrediction");
    for (int i = 0; i < logits.size(); i++) {
      double logit = ((Vector) logits.get(i)).apply(1);
      assertEquals(logit, ((Vector) found.get(i)).apply(1), 1e-5 * (1 + Math.abs(logit)));
    }
  }

  @Test
  void itGivesTheSamePredictionsByBothWaysOfScoring() {
    Dataset<Row> expected = onCpu.transform(clicks);
    assertSameLogits(expected, onGpu.transform(clicks));
    assertSameLogits(expected, onGpu.scoring(clicks).mapPartitions(clicks));
  }

  @Test
  void explanationsAddUpToWhatTheGpuGives() {
    Dataset<Row> explained =
        onGpu.copy(ParamMap.empty()).setExplainCol("why").transform(clicks.limit(5));
    String sum =
        "why.bias + aggregate(map_values(why.firstOrder), 0D, (a, x) -> a + x)"
            + " + aggregate(why.secondOrder, 0D, (a, x) -> a + x.term) + why.deep";
    for (Row row : explained.selectExpr("rawPrediction", sum).collectAsList()) {
      assertEquals(row.<Vector>getAs(0).apply(1), row.getDouble(1), 1e-6);
    }
  }

  @Test
  void aModelKeepsItWhenItIsSavedAndTakesItFromItsEstimator(@TempDir Path folder)
      throws IOException {
    String path = folder.resolve("model").toString();
    onGpu.copy(ParamMap.empty()).setCudaDevice(1).write().save(path);
    DeepFMClassificationModel loaded = DeepFMClassificationModel.load(path);
    assertEquals("cuda", loaded.getScoringEngine());
    assertEquals(1, loaded.getCudaDevice());
    assertSameLogits(onCpu.transform(clicks), loaded.transform(clicks));
    DeepFMClassifier estimator = TinyModels.classifier().setScoringEngine("cuda").setNumEpochs(1);
    assertEquals("cuda", estimator.fit(clicks).getScoringEngine());
  }

  @Test
  void regressionsAreScoredThereToo() {
    DeepFMRegressionModel model =
        new DeepFMRegressor()
            .setEmbeddingDim(4)
            .setHiddenUnits(8)
            .setNumEpochs(1)
            .setThreadsPerWorker(1)
            .fit(clicks);
    List<Object> expected = TinyModels.byId(model.transform(clicks), "prediction");
    model.setScoringEngine("cuda");
    List<Object> actual = TinyModels.byId(model.transform(clicks), "prediction");
    for (int i = 0; i < expected.size(); i++) {
      assertEquals((double) expected.get(i), (double) actual.get(i), 1e-5);
    }
  }

  @Test
  void aGpuThatIsNotThereIsRefusedBeforeTheWorkBegins() {
    DeepFMClassificationModel model = onGpu.copy(ParamMap.empty()).setCudaDevice(7);
    assertEquals(
        "cudaDevice is 7, but there are 2 GPUs here, counted from 0; give another number, or choose"
            + " 'cpu'.",
        assertThrows(IllegalArgumentException.class, () -> model.transform(clicks)).getMessage());
  }

  @Test
  void aGpuThatIsNotThereIsToldBeforeTheTraining() {
    DeepFMClassifier estimator =
        TinyModels.classifier().setScoringEngine("cuda").setCudaDevice(7).setNumEpochs(1);
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> estimator.fit(clicks))
            .getMessage()
            .startsWith("cudaDevice is 7, but there are 2 GPUs here"));
  }

  @Test
  void aTaskThatReadsManyPartitionsScoresThemAll() {
    assertSameLogits(onCpu.transform(clicks), onGpu.transform(clicks.repartition(20)).coalesce(1));
  }

  @Test
  void roundedFactorsAreThoseOfTheGpu() {
    Dataset<Row> exact = onGpu.transform(clicks);
    Dataset<Row> rounded =
        onGpu.copy(ParamMap.empty()).setMatmulPrecision("tf32").transform(clicks);
    List<Object> expected = TinyModels.byId(exact, "rawPrediction");
    List<Object> actual = TinyModels.byId(rounded, "rawPrediction");
    double worst = 0;
    for (int i = 0; i < expected.size(); i++) {
      double logit = ((Vector) expected.get(i)).apply(1);
      worst = Math.max(worst, Math.abs(logit - ((Vector) actual.get(i)).apply(1)));
    }
    assertTrue(worst > 0 && worst < 0.01, "" + worst);
  }
}
