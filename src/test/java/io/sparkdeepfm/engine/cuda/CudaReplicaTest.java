package io.sparkdeepfm.engine.cuda;

import static io.sparkdeepfm.engine.cuda.CpuOracle.assertClose;
import static io.sparkdeepfm.engine.cuda.CpuOracle.gpu;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.SplitMix64;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingConfig.PenaltyMode;
import io.sparkdeepfm.engine.cpu.CpuReplica;
import io.sparkdeepfm.engine.cpu.GradientSums;
import io.sparkdeepfm.engine.cpu.Replica;
import io.sparkdeepfm.engine.cpu.RowUpdates;
import io.sparkdeepfm.engine.cuda.ColumnSums.At;
import io.sparkdeepfm.engine.cuda.device.Device;
import io.sparkdeepfm.engine.cuda.device.Device.Product;
import io.sparkdeepfm.engine.cuda.device.DeviceMemory;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import io.sparkdeepfm.model.DeepFMConfig.DeepInput;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.optim.LearningRateSchedule;
import io.sparkdeepfm.optim.LearningRateSchedule.ScheduleType;
import io.sparkdeepfm.optim.Loss;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.optim.Penalty;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.RandomExamples;
import io.sparkdeepfm.testing.RandomParameters;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The engine's steps on the emulated device against those of the engine "cpu". */
@EnabledIf(
    value = "io.sparkdeepfm.engine.cuda.EmulatedGpu#canBeCompiled",
    disabledReason = "there is no g++ to compile the kernels with")
class CudaReplicaTest {
  private static final int BATCH_SIZE = 37;
  private static final int STEPS = 20;
  private static final int EXAMPLES = BATCH_SIZE * (STEPS - 1) + 11; // the last batch is a part
  private static final double RATE = 0.01;

  private static final RandomExamples EVERY_KIND = RandomExamples.everyKind(3);
  private static final ExampleBlock BLOCK = EVERY_KIND.weightedBlock(EXAMPLES);

  private static DeepFMConfig config(
      Activation activation,
      double dropout,
      boolean batchNorm,
      Interaction interaction,
      Head head) {
    return ModelConfigs.of(
        EVERY_KIND.schema(), 5, List.of(8, 6), activation, dropout, batchNorm, interaction, head);
  }

  /** Every interaction and head with every activation, batch norm, kind of layer and input. */
  static Stream<DeepFMConfig> configs() {
    List<DeepFMConfig> configs = new ArrayList<>();
    for (Interaction interaction : Interaction.values()) {
      for (Head head : Head.values()) {
        boolean batchNorm = false;
        for (Activation activation : Activation.values()) {
          batchNorm = !batchNorm;
          DeepFMConfig config = config(activation, 0.25, batchNorm, interaction, head);
          configs.add(config);
          configs.add(config(activation, 0, !batchNorm, interaction, head));
          configs.add(ModelConfigs.withDeep(config, Deep.FINAL));
          configs.add(ModelConfigs.withSecondTower(config, 4));
          configs.add(ModelConfigs.withDeepInput(config, DeepInput.FIELDS, 0.2));
          configs.add(
              ModelConfigs.withDeepInput(
                  ModelConfigs.withParts(config, true, head == Head.WEIGHTED),
                  DeepInput.BI_INTERACTION,
                  0.1));
        }
        configs.add(
            ModelConfigs.of(
                EVERY_KIND.schema(), 3, List.of(), Activation.RELU, 0, false, interaction, head));
      }
    }
    DeepFMConfig config = config(Activation.RELU, 0, false, Interaction.FEATURE, Head.SUM);
    configs.add(ModelConfigs.withParts(config, false, false));
    configs.add(ModelConfigs.withParts(config, false, true));
    configs.add(ModelConfigs.withLoss(config, Loss.SQUARED));
    configs.add(ModelConfigs.withLoss(ModelConfigs.withSecondTower(config, 4), Loss.SQUARED));
    configs.add(ModelConfigs.withLoss(ModelConfigs.withSecondTower(config, 4), Loss.POISSON));
    configs.add(
        ModelConfigs.withParts(
            ModelConfigs.of(
                EVERY_KIND.schema(),
                3,
                List.of(),
                Activation.RELU,
                0,
                false,
                Interaction.FEATURE,
                Head.SUM),
            true,
            false));
    return configs.stream();
  }

  @ParameterizedTest
  @MethodSource("configs")
  void everyShapeTakesTheStepsOfTheEngineCpu(DeepFMConfig config) {
    assertSameTraining(config, training(OptimizerType.ADAGRAD, 0, PenaltyMode.AUTO));
  }

  static Stream<TrainingConfig> optimizers() {
    List<TrainingConfig> trainings = new ArrayList<>();
    for (OptimizerType type : OptimizerType.values()) {
      for (PenaltyMode mode :
          new PenaltyMode[] {PenaltyMode.EAGER, PenaltyMode.LAZY, PenaltyMode.TOUCHED}) {
        trainings.add(training(type, new Penalty(0, 0.01), mode));
        trainings.add(training(type, new Penalty(0.001, 0.01), mode));
      }
      trainings.add(training(type, Penalty.NONE, PenaltyMode.AUTO));
    }
    return trainings.stream();
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void everyOptimizerAndPenaltyTakesTheStepsOfTheEngineCpu(TrainingConfig training) {
    DeepFMConfig config = config(Activation.TANH, 0.1, false, Interaction.FEATURE, Head.WEIGHTED);
    assertSameTraining(config, training);
  }

  @ParameterizedTest
  @EnumSource(ScheduleType.class)
  void everyScheduleAndClippingTakeTheStepsOfTheEngineCpu(ScheduleType type) {
    TrainingConfig training =
        scheduled(
            training(OptimizerType.ADAGRAD, new Penalty(0.001, 0.01), PenaltyMode.LAZY),
            new LearningRateSchedule(type, 3, 0.001, STEPS),
            0.05);
    assertSameTraining(config(Activation.SIGMOID, 0, true, Interaction.FIELD, Head.SUM), training);
  }

  /** Rows of a table of which most are missed for many steps. */
  @ParameterizedTest
  @EnumSource(OptimizerType.class)
  void rowsThatMissManyStepsAreMadeUpLikeThoseOfTheEngineCpu(OptimizerType type) {
    RandomExamples examples = RandomExamples.ofKind(4, RandomExamples.Kind.MISSING, 3, 400);
    DeepFMConfig config =
        ModelConfigs.of(
            examples.schema(),
            4,
            List.of(5),
            Activation.TANH,
            0,
            false,
            Interaction.FEATURE,
            Head.SUM);
    for (double l1 : new double[] {0, 0.0005}) {
      TrainingConfig training =
          TrainingConfigs.of(
              TrainingConfigs.optimizer(type, RATE, new Penalty(l1, 0.005)),
              TrainingConfigs.optimizer(type, RATE, Penalty.NONE),
              PenaltyMode.LAZY,
              2);
      CpuOracle.assertSameTraining(config, training, examples.block(400));
    }
  }

  private static TrainingConfig training(OptimizerType type, double l2, PenaltyMode mode) {
    return training(type, new Penalty(0, l2), mode);
  }

  private static TrainingConfig training(OptimizerType type, Penalty penalty, PenaltyMode mode) {
    return TrainingConfigs.of(
        TrainingConfigs.optimizer(type, RATE, penalty),
        TrainingConfigs.optimizer(type, RATE, penalty),
        mode,
        BATCH_SIZE);
  }

  private static TrainingConfig scheduled(
      TrainingConfig t, LearningRateSchedule schedule, double maxGradientNorm) {
    return new TrainingConfig(
        t.embeddings(),
        t.layers(),
        schedule,
        t.penaltyMode(),
        maxGradientNorm,
        t.batchSize(),
        t.numEpochs(),
        t.numWorkers(),
        t.averaging(),
        t.averagingFrequency(),
        t.threadsPerWorker(),
        t.precision(),
        t.seed(),
        t.initialization());
  }

  private static void assertSameTraining(DeepFMConfig config, TrainingConfig training) {
    CpuOracle.assertSameTraining(config, training, BLOCK);
  }

  @Test
  void twoRunsGiveTheSameBits() {
    DeepFMConfig config = config(Activation.RELU, 0.25, true, Interaction.FEATURE, Head.WEIGHTED);
    TrainingConfig training =
        TrainingConfigs.clipped(
            training(OptimizerType.ADAM, new Penalty(0, 0.01), PenaltyMode.LAZY), 0.5);
    int[] order = new SplitMix64(9).permutation(BLOCK.size());
    List<DeepFMParameters> results = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      try (Replica replica = gpu(config, training, RandomParameters.of(config, 5))) {
        replica.train(BLOCK, order, 0, BLOCK.size());
        replica.state().takeTouched();
        results.add(replica.parameters());
      }
    }
    for (int t = 0; t < config.schema().numTables(); t++) {
      assertArrayEquals(results.get(0).table(t).values(), results.get(1).table(t).values());
    }
    assertArrayEquals(results.get(0).dense(), results.get(1).dense());
  }

  /** A factor of 1 + 2⁻ᵏ is the smallest above 1 that k + 1 significant bits hold. */
  @ParameterizedTest
  @CsvSource({"FLOAT32, 23", "TF32, 10", "BFLOAT16, 7"})
  void factorsHaveAsManyBitsAsTheirPrecisionSays(Precision precision, int bits) {
    try (Gpu gpu = new Gpu(EmulatedGpu.open())) {
      float step = (float) Math.scalb(1.0, -bits);
      float[] factors = {1 + step, 1 + step / 4};
      DeviceMemory left = gpu.memory().floats(2);
      left.put(0, factors, 0, 2);
      DeviceMemory one = gpu.memory().floats(1);
      one.put(0, new float[] {1}, 0, 1);
      DeviceMemory products = gpu.memory().floats(2);
      for (boolean leftIsRounded : new boolean[] {true, false}) {
        gpu.multiply(
            leftIsRounded
                ? new Product(false, false, 2, 1, 1, false, precision)
                : new Product(false, false, 1, 2, 1, false, precision),
            new At(leftIsRounded ? left : one, 0),
            new At(leftIsRounded ? one : left, 0),
            new At(products, 0));
        float[] found = new float[2];
        products.get(0, found, 0, 2);
        assertArrayEquals(new float[] {1 + step, 1}, found);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"TF32, 0.01", "BFLOAT16, 0.1"})
  void roundedFactorsChangeTheProductsALittle(Precision precision, float tolerance) {
    DeepFMConfig config = config(Activation.RELU, 0, false, Interaction.FEATURE, Head.SUM);
    TrainingConfig training = training(OptimizerType.SGD, 0, PenaltyMode.AUTO);
    DeepFMParameters initial = RandomParameters.of(config, 5, 0.3);
    float[] exact;
    float[] rounded;
    try (Replica replica = gpu(config, training, initial.copy())) {
      exact = replica.newScorer().logits(BLOCK);
    }
    try (Replica replica =
        gpu(config, TrainingConfigs.withPrecision(training, precision), initial.copy())) {
      rounded = replica.newScorer().logits(BLOCK);
    }
    assertFalse(Arrays.equals(exact, rounded));
    assertArrayEquals(exact, rounded, tolerance);
  }

  @ParameterizedTest
  @EnumSource(PenaltyMode.class)
  void gradientsAndStepsWithThemAreThoseOfTheEngineCpu(PenaltyMode mode) {
    DeepFMConfig config = config(Activation.PRELU, 0.2, true, Interaction.FEATURE, Head.WEIGHTED);
    TrainingConfig training =
        TrainingConfigs.averagingGradients(
            training(OptimizerType.ADAGRAD, new Penalty(0, 0.01), mode));
    DeepFMParameters initial = RandomParameters.of(config, 5, 0.3);
    int[] order = new SplitMix64(9).permutation(BLOCK.size());
    CpuReplica expected = new CpuReplica(config, training, initial.copy());
    try (Replica actual = gpu(config, training, initial.copy())) {
      for (int from = 0; from + BATCH_SIZE < 6 * BATCH_SIZE; from += BATCH_SIZE) {
        GradientSums sums = expected.sumGradients(BLOCK, order, from, from + BATCH_SIZE);
        GradientSums own = actual.sumGradients(BLOCK, order, from, from + BATCH_SIZE);
        assertEquals(sums.loss(), own.loss(), 1e-4 * sums.loss());
        assertClose(sums.dense(), own.dense(), "dense gradients");
        for (int t = 0; t < sums.rows().length; t++) {
          assertArrayEquals(sums.rows()[t].rows(), own.rows()[t].rows());
          assertClose(sums.rows()[t].values(), own.rows()[t].values(), "gradients of table " + t);
        }
        expected.step(sums.rows(), sums.dense());
        actual.step(sums.rows(), sums.dense());
      }
      expected.catchUpAll();
      actual.catchUpAll();
      RowUpdates[] rows = expected.state().takeTouched();
      RowUpdates[] taken = actual.state().takeTouched();
      for (int t = 0; t < rows.length; t++) {
        assertArrayEquals(rows[t].rows(), taken[t].rows());
        assertArrayEquals(rows[t].weights(), taken[t].weights());
        assertClose(rows[t].values(), taken[t].values(), "table " + t);
      }
      assertClose(expected.parameters().dense(), actual.parameters().dense(), "dense");
    }
  }

  @Test
  void closingFreesAllThatWasAllocated() {
    Device device = EmulatedGpu.open();
    long free = device.freeBytes();
    DeepFMConfig config = config(Activation.RELU, 0, false, Interaction.FEATURE, Head.SUM);
    TrainingConfig training = training(OptimizerType.ADAM, 0, PenaltyMode.AUTO);
    Replica replica =
        new CudaReplica(
            config, training, RandomParameters.of(config, 5), 0, new Gpu(EmulatedGpu.open()));
    replica.train(BLOCK, new SplitMix64(9).permutation(BLOCK.size()), 0, BLOCK.size());
    assertTrue(device.freeBytes() < free);
    replica.close();
    replica.close();
    assertEquals(free, device.freeBytes());
    assertThrows(IllegalStateException.class, () -> replica.parameters());
    device.close();
  }
}
