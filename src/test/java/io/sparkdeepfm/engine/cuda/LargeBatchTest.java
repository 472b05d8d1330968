package io.sparkdeepfm.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.data.SplitMix64;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.cpu.CpuReplica;
import io.sparkdeepfm.engine.cpu.Replica;
import io.sparkdeepfm.engine.cuda.device.DeviceMemory;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.DeepInput;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.RandomExamples;
import io.sparkdeepfm.testing.RandomExamples.Kind;
import io.sparkdeepfm.testing.RandomParameters;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mini-batches of many tiles, rows of many pieces and wide rows, against the engine "cpu". */
@EnabledIf(
    value = "io.sparkdeepfm.engine.cuda.EmulatedGpu#canBeCompiled",
    disabledReason = "there is no g++ to compile the kernels with")
class LargeBatchTest {
  private static final int CRITEO_FIELDS = 39;

  private static DeepFMConfig config(FieldSchema schema, int dim, Activation activation) {
    return ModelConfigs.of(
        schema, dim, List.of(12, 8), activation, 0, false, Interaction.FEATURE, Head.WEIGHTED);
  }

  private static TrainingConfig training(OptimizerType type, int batchSize) {
    return TrainingConfigs.of(type, 0.01, 0, batchSize, 1, 1, 1, 1, 7);
  }

  /**
   * Without Adam, which divides by √v + 1e-8: where the terms of a gradient cancel to about 1e-8,
   * as somewhere among a million elements, their rounding decides about the step.
   */
  @ParameterizedTest
  @EnumSource(names = {"ADAGRAD", "ROW_WISE_ADAGRAD", "FTRL", "SGD"})
  void theShapeOfCriteoTakesTheStepsOfTheEngineCpu(OptimizerType type) {
    RandomExamples examples = RandomExamples.ofKind(6, Kind.SINGLE, CRITEO_FIELDS, 2000);
    CpuOracle.assertSameTraining(
        config(examples.schema(), 16, Activation.TANH), training(type, 1500), examples.block(4000));
  }

  /** A segment of each of the 3 rows spans several tiles of 2,048 and dozens of pieces of 128. */
  @ParameterizedTest
  @EnumSource(names = {"SINGLE", "MISSING", "MULTI", "WEIGHTED", "NUMERIC"})
  void aRowOfManyTilesIsSummedUpWhole(Kind kind) {
    RandomExamples examples = RandomExamples.ofKind(8, kind, 2, 3);
    CpuOracle.assertSameTraining(
        config(examples.schema(), 5, Activation.TANH),
        training(OptimizerType.ADAGRAD, 15_001),
        examples.weightedBlock(20_000));
  }

  @ParameterizedTest
  @EnumSource(DeepInput.class)
  void everyKindOfFieldInBatchesOfManyTilesTakesTheStepsOfTheEngineCpu(DeepInput input) {
    RandomExamples examples = RandomExamples.everyKind(5);
    DeepFMConfig config =
        ModelConfigs.withDeepInput(config(examples.schema(), 7, Activation.SIGMOID), input, 0.2);
    CpuOracle.assertSameTraining(
        config, training(OptimizerType.ADAGRAD, 5000), examples.weightedBlock(11_000));
  }

  /** Entries around the ends of pieces and tiles, row numbers around those of digits. */
  @ParameterizedTest
  @CsvSource({
    "127, 255",
    "128, 256",
    "129, 257",
    "2047, 65535",
    "2048, 65536",
    "2049, 65537",
    "4096, 1"
  })
  void batchesAndTablesOfAnySizeAreSorted(int entries, int rows) {
    RandomExamples examples = RandomExamples.ofKind(4, Kind.MISSING, 1, rows);
    CpuOracle.assertSameTraining(
        config(examples.schema(), 2, Activation.TANH),
        training(OptimizerType.ADAGRAD, entries),
        examples.block(entries));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 31, 32, 33, 80})
  void rowsWiderThanAWarpTakeTheStepsOfTheEngineCpu(int dim) {
    RandomExamples examples = RandomExamples.everyKind(2);
    CpuOracle.assertSameTraining(
        config(examples.schema(), dim, Activation.TANH),
        training(OptimizerType.ROW_WISE_ADAGRAD, 200),
        examples.weightedBlock(500));
  }

  @Test
  void anExampleMayHaveThousandsOfValues() {
    int[] offsets = {0, 0, 5000, 5001, 9000};
    int[] rows = new int[9000];
    SplitMix64 random = new SplitMix64(3);
    Arrays.setAll(rows, i -> (int) (random.nextDouble() * 50));
    float[] values = new float[rows.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextDouble() - 0.5) / 50;
    }
    FieldSchema schema = new FieldSchema(List.of(new Field("tags", "tags", 50, Pooling.SUM)));
    FieldColumn[] columns = {FieldColumn.general(offsets, rows, values)};
    ExampleBlock block = new ExampleBlock(4, new float[] {1, 0, 1, 0}, null, columns, false);
    CpuOracle.assertSameTraining(
        config(schema, 4, Activation.TANH), training(OptimizerType.ADAGRAD, 3), block);
  }

  /** The last sizes have more tiles than one block scans at once, and than one grid has threads. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2047, 2048, 2049, 4097, 2048 * 2048, 2048 * 2048 + 1, 4_500_000})
  void aScanGivesTheSumsOfAllBefore(int size) {
    SplitMix64 random = new SplitMix64(size);
    int[] values = new int[size];
    Arrays.setAll(values, i -> (int) (random.nextDouble() * 3));
    int[] expected = new int[size];
    for (int i = 1; i < size; i++) {
      expected[i] = expected[i - 1] + values[i - 1];
    }
    try (Gpu gpu = new Gpu(EmulatedGpu.open())) {
      DeviceMemory memory = gpu.memory().floats(size);
      memory.put(0, values, 0, size);
      gpu.scan(memory, size);
      memory.get(0, values, 0, size);
    }
    assertArrayEquals(expected, values);
  }

  /**
   * A factor is rounded by at most 2⁻⁹ of itself in bfloat16, 2⁻¹² in tf32. What a dense parameter
   * moves by is the end of a chain of about six products, with two rounded factors each, so it is
   * off by at most 12 such roundings of the largest movement: 2.4 %, 0.3 %.
   */
  @ParameterizedTest
  @CsvSource({"BFLOAT16, 0.024", "TF32, 0.003"})
  void roundedFactorsMoveParametersAlmostAsTheEngineCpuDoes(Precision precision, double share) {
    RandomExamples examples = RandomExamples.ofKind(6, Kind.SINGLE, CRITEO_FIELDS, 500);
    DeepFMConfig config = config(examples.schema(), 16, Activation.TANH);
    TrainingConfig training = training(OptimizerType.SGD, 1000);
    ExampleBlock block = examples.block(3000);
    int[] order = new SplitMix64(9).permutation(block.size());
    DeepFMParameters initial = RandomParameters.of(config, 5, 0.1);
    CpuReplica expected = new CpuReplica(config, training, initial.copy());
    expected.train(block, order, 0, block.size());
    try (Replica actual =
        CpuOracle.gpu(config, TrainingConfigs.withPrecision(training, precision), initial.copy())) {
      actual.train(block, order, 0, block.size());
      float[] before = initial.dense();
      float[] exact = expected.parameters().dense();
      float[] rounded = actual.dense();
      double largest = 0;
      double worst = 0;
      for (int i = 0; i < before.length; i++) {
        largest = Math.max(largest, Math.abs(exact[i] - before[i]));
        worst = Math.max(worst, Math.abs(exact[i] - rounded[i]));
      }
      assertTrue(worst <= share * largest, worst + " of " + largest);
      assertTrue(worst > share / 1000 * largest, worst + " of " + largest);
    }
  }
}
