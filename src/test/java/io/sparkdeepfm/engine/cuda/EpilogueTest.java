package io.sparkdeepfm.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.SplitMix64;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.cpu.CpuReplica;
import io.sparkdeepfm.engine.cpu.Replica;
import io.sparkdeepfm.engine.cuda.EmulatedGpu.Fault;
import io.sparkdeepfm.engine.cuda.device.CudaDevice;
import io.sparkdeepfm.engine.cuda.device.CudaLibraries;
import io.sparkdeepfm.engine.cuda.device.Device.Epilogue;
import io.sparkdeepfm.engine.cuda.device.Device.Epilogue.Kind;
import io.sparkdeepfm.engine.cuda.device.Device.Product;
import io.sparkdeepfm.engine.cuda.device.DeviceMemory;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.RandomExamples;
import io.sparkdeepfm.testing.RandomParameters;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Products with bias, ReLU and their gradients, and what happens where they cannot be. */
@EnabledIf(
    value = "io.sparkdeepfm.engine.cuda.EmulatedGpu#canBeCompiled",
    disabledReason = "there is no g++ to compile the kernels with")
class EpilogueTest {
  private static final int BATCH_SIZE = 37;
  private static final int STEPS = 6;
  private static final RandomExamples EXAMPLES = RandomExamples.everyKind(3);
  private static final ExampleBlock BLOCK = EXAMPLES.weightedBlock(BATCH_SIZE * STEPS - 9);
  private static final int[] ORDER = new SplitMix64(9).permutation(BLOCK.size());
  private static final TrainingConfig TRAINING =
      TrainingConfigs.of(OptimizerType.ADAGRAD, 0.01, 0, BATCH_SIZE, 1, 1, 1, 1, 7);

  /** Narrower than a mask's 128 bits, wider, and as wide. */
  private static final DeepFMConfig CONFIG = config(Activation.RELU, 0, false);

  @TempDir Path folder;

  private static DeepFMConfig config(Activation activation, double dropout, boolean batchNorm) {
    return ModelConfigs.of(
        EXAMPLES.schema(),
        5,
        List.of(8, 132, 128, 12),
        activation,
        dropout,
        batchNorm,
        Interaction.FEATURE,
        Head.SUM);
  }

  @AfterEach
  void mend() {
    EmulatedGpu.emulate(Fault.NONE);
  }

  /** Products with epilogues of a training on a device, which is closed then. */
  private static long trained(CudaDevice device, DeepFMConfig config, int[] order) {
    DeepFMParameters initial = RandomParameters.of(config, 5, 0.2);
    CpuReplica expected = new CpuReplica(config, TRAINING, initial.copy());
    try (Replica actual = new CudaReplica(config, TRAINING, initial, 0, new Gpu(device))) {
      long before = device.epilogues();
      actual.train(BLOCK, order, 0, order.length);
      long products = device.epilogues() - before;
      expected.train(BLOCK, order, 0, order.length);
      CpuOracle.assertClose(expected.parameters().dense(), actual.dense(), "dense");
      CpuOracle.assertClose(
          expected.newScorer().logits(BLOCK), actual.newScorer().logits(BLOCK), "logits");
      return products;
    }
  }

  @Test
  void aStepHasOneProductForEachLayerForwardAndOneForEachButTheLastBackward() {
    assertEquals(STEPS * (4 + 3), trained(EmulatedGpu.open(), CONFIG, ORDER));
    DeepFMConfig towers = ModelConfigs.withSecondTower(CONFIG, 8, 4);
    assertEquals(STEPS * (4 + 3 + 2 + 1), trained(EmulatedGpu.open(), towers, ORDER));
  }

  @Test
  void layersThatAreMoreThanLinearAndReluHaveNone() {
    for (Activation activation : Activation.values()) {
      assertEquals(0, trained(EmulatedGpu.open(), config(activation, 0, true), ORDER));
      assertEquals(0, trained(EmulatedGpu.open(), config(activation, 0.2, false), ORDER));
      if (activation != Activation.RELU) {
        assertEquals(0, trained(EmulatedGpu.open(), config(activation, 0, false), ORDER));
      }
    }
    DeepFMConfig factorizing =
        ModelConfigs.withDeep(
            ModelConfigs.of(
                EXAMPLES.schema(),
                5,
                List.of(6, 8),
                Activation.RELU,
                0,
                false,
                Interaction.FEATURE,
                Head.SUM),
            Deep.FINAL);
    assertEquals(0, trained(EmulatedGpu.open(), factorizing, ORDER));
  }

  @Test
  void dropoutIsOfTrainingAloneSoScoringHasThem() {
    DeepFMConfig config = config(Activation.RELU, 0.2, false);
    CudaDevice device = EmulatedGpu.open();
    try (Replica replica =
        new CudaReplica(config, TRAINING, RandomParameters.of(config, 5), 0, new Gpu(device))) {
      long before = device.epilogues();
      replica.newScorer().logits(BLOCK);
      assertEquals(STEPS * 4, device.epilogues() - before);
    }
  }

  /** A kernel that reads sixteen bytes of a bias at a time must not be given such a one. */
  @Test
  void aBiasThatDoesNotLieAtSixteenBytesIsOfASeparateProduct() {
    DeepFMConfig odd =
        ModelConfigs.of(
            EXAMPLES.schema(),
            5,
            List.of(8, 130, 8),
            Activation.RELU,
            0,
            false,
            Interaction.FEATURE,
            Head.SUM);
    // The third layer's bias comes after 130 and 1,040 floats, its gradient is of no product's.
    assertEquals(STEPS * (2 + 2), trained(EmulatedGpu.open(), odd, ORDER));
  }

  @Test
  void twoRunsGiveTheSameBits() {
    float[][] results = new float[2][];
    for (int run = 0; run < 2; run++) {
      DeepFMParameters initial = RandomParameters.of(CONFIG, 5, 0.2);
      try (Replica replica =
          new CudaReplica(CONFIG, TRAINING, initial, 0, new Gpu(EmulatedGpu.open()))) {
        replica.train(BLOCK, ORDER, 0, ORDER.length);
        results[run] = replica.dense();
      }
    }
    assertArrayEquals(results[0], results[1]);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "TF32", "BFLOAT16"})
  void theCheckHoldsInEveryPrecision(Precision precision) {
    try (CudaDevice device = EmulatedGpu.open()) {
      assertTrue(EpilogueCheck.holds(device, precision));
      assertEquals(2 + 3, device.epilogues()); // scoring, then training
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NO_HEURISTIC", "NO_ALGORITHM", "REFUSES"})
  void whereCublasCannotDoThemProductsAreSeparate(Fault fault) {
    EmulatedGpu.emulate(fault);
    assertEquals(0, trained(EmulatedGpu.open(), CONFIG, ORDER));
  }

  @Test
  void whereThereAreNoMasksTheForwardPassAloneHasThem() {
    EmulatedGpu.emulate(Fault.NO_MASK);
    assertEquals(STEPS * 4, trained(EmulatedGpu.open(), CONFIG, ORDER));
  }

  @ParameterizedTest
  @CsvSource({
    "WRONG_BIAS, outputs in scoring and outputs in training and gradients of parameters and"
        + " gradients of inputs",
    "WRONG_MASK, gradients of parameters and gradients of inputs",
    "WRONG_GRADIENT, gradients of parameters"
  })
  void whereTheyAreWrongAWarningSaysWhatDiffersAndProductsAreSeparate(Fault fault, String wrong) {
    EmulatedGpu.emulate(fault);
    try (CudaDevice device = EmulatedGpu.open()) {
      assertEquals(
          "cuBLASLt's products with epilogues give other "
              + wrong
              + " than separate products on "
              + device.description()
              + " in bfloat16; the engine 'cuda' uses separate ones, which are somewhat slower.",
          EpilogueCheck.warning(device, Precision.BFLOAT16).orElseThrow());
      assertFalse(EpilogueCheck.holds(device, Precision.BFLOAT16));
    }
    assertEquals(0, trained(EmulatedGpu.open(), CONFIG, ORDER));
  }

  @Test
  void withoutCublasLtOrOneOfItsFunctionsProductsAreSeparate() throws IOException {
    for (String library : List.of("libcuda.so.1", "libcublas.so.12")) {
      Files.createSymbolicLink(
          folder.resolve(library), EmulatedGpu.libraries().resolve("libcuda.so.1"));
    }
    assertSeparate("without cuBLASLt");
    EmulatedGpu.compileBeginOfCublasLt(folder.resolve("libcublasLt.so.12"));
    assertSeparate("without cuBLASLt");
  }

  private void assertSeparate(String description) {
    CudaDevice device = new CudaDevice(CudaLibraries.in(folder), 0, Precision.FLOAT32);
    assertTrue(device.description().endsWith(description), device.description());
    assertEquals(0, trained(device, CONFIG, ORDER));
  }

  @Test
  void comparisonsCanBeMadeWithoutThem() {
    CudaLibraries libraries = CudaLibraries.in(EmulatedGpu.libraries());
    assertEquals(0, trained(new CudaDevice(libraries, 0, Precision.FLOAT32, false), CONFIG, ORDER));
  }

  /** More of them than plans are kept. */
  @Test
  void batchesOfAThousandSizesAreMultiplied() {
    CudaDevice device = EmulatedGpu.open();
    try (Gpu gpu = new Gpu(device)) {
      DeviceMemory numbers = gpu.memory().floats(2000);
      float[] ones = new float[2000];
      Arrays.fill(ones, 1);
      numbers.put(0, ones, 0, ones.length);
      DeviceMemory results = gpu.memory().floats(2000);
      Epilogue relu = new Epilogue(Kind.RELU, numbers.addressOf(0), 0);
      for (int n = 1; n <= 1100; n++) {
        Product product = new Product(false, false, n, 1, 1, false, Precision.FLOAT32);
        long from = numbers.addressOf(0);
        assertTrue(device.multiply(product, relu, from, from, results.addressOf(0)));
        float[] last = new float[1];
        results.get(n - 1, last, 0, 1);
        assertEquals(2, last[0]);
      }
    }
  }
}
