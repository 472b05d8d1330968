package io.sparkdeepfm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.engine.cuda.EmulatedGpu;
import io.sparkdeepfm.engine.cuda.device.CudaLibraries;
import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.ClickRows;
import io.sparkdeepfm.testing.SharedSpark;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The engine "cuda" as users choose it, on an emulated GPU. */
@Tag("spark")
@EnabledIf(
    value = "io.sparkdeepfm.engine.cuda.EmulatedGpu#canBeCompiled",
    disabledReason = "there is no g++ to compile the kernels with")
class EngineCudaTest {
  private static Dataset<Row> clicks;

  @BeforeAll
  static void emulate() {
    System.setProperty(CudaLibraries.FOLDERS_PROPERTY, EmulatedGpu.libraries().toString());
    ClickGenerator generator = ClickGenerator.linear(5);
    clicks = ClickRows.of(SharedSpark.get(), generator.schema(), generator.next(1500));
  }

  @AfterAll
  static void forget() {
    System.clearProperty(CudaLibraries.FOLDERS_PROPERTY);
  }

  private static DeepFMClassifier classifier(int workers) {
    return TinyModels.classifier()
        .setEngine("cuda")
        .setNumWorkers(workers)
        .setAveragingFrequency(2)
        .setNumEpochs(3)
        .setValidationFraction(0.2);
  }

  @Test
  void itFitsLikeTheEngineCpu() {
    for (int workers = 1; workers <= 2; workers++) {
      DeepFMClassificationModel model = classifier(workers).fit(clicks);
      DeepFMClassificationModel expected = classifier(workers).setEngine("cpu").fit(clicks);
      assertEquals(
          expected.summary().history().get(0).validationAuc(),
          model.summary().history().get(0).validationAuc(),
          1e-3);
      assertEquals(
          expected.summary().history().get(2).loss(),
          model.summary().history().get(2).loss(),
          1e-3);
    }
  }

  private static String refusal(DeepFMClassifier classifier) {
    return assertThrows(IllegalArgumentException.class, () -> classifier.fit(clicks)).getMessage();
  }

  @Test
  void aGpuThatIsNotThereIsRefusedBeforeTheWorkBegins() {
    assertEquals(
        "cudaDevice is 7, but there are 2 GPUs here, counted from 0; give another number, or choose"
            + " 'cpu'.",
        refusal(classifier(1).setCudaDevice(7)));
  }

  @Test
  void aModelThatDoesNotFitIsRefusedWithWhatItNeeds() {
    String refusal =
        refusal(classifier(1).setEmbeddingDim(2).setHiddenUnits(new int[] {6_000, 6_000}));
    assertTrue(
        refusal.matches(
            "engine 'cuda' needs \\d+ MiB of memory on the GPU for the parameters and their"
                + " optimizer's state and \\d+ MiB for a mini-batch, but \\d+ MiB of .* are free;"
                + " use a smaller .*"),
        refusal);
  }

  /** Stopped trainings go on from their checkpoints, with the same bits. */
  @Nested
  class Checkpoints extends CheckpointedTrainingTest {
    @Override
    String engine() {
      return "cuda";
    }
  }
}
