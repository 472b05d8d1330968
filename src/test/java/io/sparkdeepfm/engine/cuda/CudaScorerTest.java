package io.sparkdeepfm.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.engine.cuda.CudaReplicas.DeviceSource;
import io.sparkdeepfm.engine.cuda.device.Device;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.EmbeddingTable;
import io.sparkdeepfm.model.Scorer;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.testing.RandomExamples;
import io.sparkdeepfm.testing.RandomParameters;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Scores of the emulated device, and the memory that they take there. */
@EnabledIf(
    value = "io.sparkdeepfm.engine.cuda.EmulatedGpu#canBeCompiled",
    disabledReason = "there is no g++ to compile the kernels with")
class CudaScorerTest {
  private static final int BATCH_SIZE = 64;
  private static final RandomExamples EXAMPLES = RandomExamples.everyKind(3);
  private static final ExampleBlock BLOCK = EXAMPLES.block(150); // two batches and a part

  private final Device device = EmulatedGpu.open();

  @BeforeEach
  @AfterEach
  void release() {
    ScoredModel.releaseIdle(0);
  }

  private static DeepFMConfig anyConfig() {
    return CudaReplicaTest.configs().findFirst().orElseThrow();
  }

  private static CudaScorer scorer(DeepFMConfig config, DeepFMParameters parameters) {
    return CudaScorer.open(EmulatedGpu::open, config, parameters, Precision.FLOAT32, BATCH_SIZE);
  }

  static Stream<DeepFMConfig> configs() {
    return CudaReplicaTest.configs();
  }

  @ParameterizedTest
  @MethodSource("configs")
  void everyShapeIsScoredAsByTheProcessor(DeepFMConfig config) {
    DeepFMParameters parameters = RandomParameters.of(config, 5, 0.3);
    try (CudaScorer scorer = scorer(config, parameters)) {
      CpuOracle.assertClose(
          new Scorer(config, parameters).logits(BLOCK), scorer.logits(BLOCK), "logits");
    }
  }

  @Test
  void rowsThatNoArrayHoldsAreBroughtToTheDeviceToo() {
    DeepFMConfig config = anyConfig();
    DeepFMParameters parameters = RandomParameters.of(config, 5, 0.3);
    List<EmbeddingTable> elsewhere = new ArrayList<>();
    for (EmbeddingTable table : parameters.tables()) {
      elsewhere.add(
          new EmbeddingTable(
              table.vocabulary(),
              table.numEmbeddings(),
              table.embeddingDim(),
              (row, target) -> table.read(row, target, 0)));
    }
    DeepFMParameters same = new DeepFMParameters(elsewhere, parameters.dense());
    try (CudaScorer expected = scorer(config, parameters);
        CudaScorer actual = scorer(config, same)) {
      assertArrayEquals(expected.logits(BLOCK), actual.logits(BLOCK));
    }
  }

  @Test
  void tasksShareTheParametersAndTheLastOneLeavesThemForTheNext() {
    DeepFMConfig config = anyConfig();
    DeepFMParameters parameters = RandomParameters.of(config, 5);
    long empty = device.freeBytes();
    CudaScorer first = scorer(config, parameters);
    long ofFirst = empty - device.freeBytes();
    CudaScorer second = scorer(config, parameters);
    long ofSecond = empty - device.freeBytes() - ofFirst;
    first.close();
    first.close();
    second.logits(BLOCK);
    second.close();
    long kept = empty - device.freeBytes();
    assertEquals(ofFirst - ofSecond, kept);
    assertTrue(kept >= Float.BYTES * parameters.count(), kept + " bytes");
    assertThrows(IllegalStateException.class, () -> second.logits(BLOCK));
    ScoredModel.releaseIdle(0);
    assertEquals(empty, device.freeBytes());
  }

  @Test
  void anotherModelAndATrainingTakeThePlaceOfOneThatIsIdle() {
    DeepFMConfig config = anyConfig();
    long empty = device.freeBytes();
    scorer(config, RandomParameters.of(config, 5)).close();
    long kept = empty - device.freeBytes();
    scorer(config, RandomParameters.of(config, 6)).close();
    assertEquals(kept, empty - device.freeBytes());
    new CudaReplicas(EmulatedGpu::open)
        .create(
            config,
            TrainingConfigs.of(OptimizerType.SGD, 0.1, 0, 20, 1, 1, 1, 1, 7),
            RandomParameters.of(config, 7),
            0)
        .close();
    assertEquals(empty, device.freeBytes());
  }

  /** A scorer of a model that nobody else knows. */
  private static CudaScorer scorerOfAnotherModel() {
    return scorer(anyConfig(), RandomParameters.of(anyConfig(), 8));
  }

  /** Collects garbage until something is so. */
  private static void collectUntil(BooleanSupplier isSo) throws InterruptedException {
    for (int tries = 0; tries < 1000 && !isSo.getAsBoolean(); tries++) {
      System.gc();
      Thread.sleep(10);
    }
  }

  @Test
  void aModelThatIsGoneLeavesTheDevice() throws InterruptedException {
    long empty = device.freeBytes();
    scorerOfAnotherModel().close();
    assertTrue(device.freeBytes() < empty);
    collectUntil(() -> device.freeBytes() == empty);
    assertEquals(empty, device.freeBytes());
  }

  @Test
  void aModelThatIsGoneStaysForTheTasksThatScoreWithIt() throws InterruptedException {
    long empty = device.freeBytes();
    float[] logits;
    try (CudaScorer scorer = scorerOfAnotherModel()) {
      logits = scorer.logits(BLOCK);
      WeakReference<Object> garbage = new WeakReference<>(new Object());
      collectUntil(() -> garbage.refersTo(null));
      assertArrayEquals(logits, scorer.logits(BLOCK));
    }
    collectUntil(() -> device.freeBytes() == empty);
    assertEquals(empty, device.freeBytes());
  }

  @Test
  void aModelThatDoesNotFitIsRefusedAndNothingIsLeftBehind() {
    DeepFMConfig config = anyConfig();
    long empty = device.freeBytes();
    DeviceSource full = () -> withFreeBytes(1 << 10);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    CudaScorer.open(
                        full,
                        config,
                        RandomParameters.of(config, 5),
                        Precision.FLOAT32,
                        BATCH_SIZE))
            .getMessage();
    assertTrue(
        message.matches(
            "scoringEngine 'cuda' needs 1 MiB of memory on the GPU for the model and 1 MiB for a batch"
                + " of rows, but 0 MiB of emulated GPU, .* are free; let fewer tasks share a GPU, or"
                + " choose scoringEngine 'cpu'."),
        message);
    assertEquals(empty, device.freeBytes());
  }

  private static Device withFreeBytes(long bytes) {
    Device real = EmulatedGpu.open();
    return (Device)
        Proxy.newProxyInstance(
            CudaScorerTest.class.getClassLoader(),
            new Class<?>[] {Device.class},
            (proxy, method, arguments) ->
                method.getName().equals("freeBytes") ? bytes : method.invoke(real, arguments));
  }
}
