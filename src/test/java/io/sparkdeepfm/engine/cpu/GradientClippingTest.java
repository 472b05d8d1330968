package io.sparkdeepfm.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingConfig.PenaltyMode;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.model.DenseMemory;
import io.sparkdeepfm.optim.OptimizerConfig;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.optim.Penalty;
import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.RandomParameters;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With momentum 0 a first step of SGD is −η g, so the step's length tells that of the gradient. */
class GradientClippingTest {
  private static final double LEARNING_RATE = 0.1;
  private static final int EXAMPLES = 200;

  private final ClickGenerator clicks = ClickGenerator.interacting(1);
  private final DeepFMConfig config = clicks.config();
  private final ExampleBlock block = clicks.next(EXAMPLES).block();
  private final DeepFMParameters initial = RandomParameters.of(config, 4);

  /** −g, table after table, then the dense parameters. */
  private double[] step(double maxGradientNorm, int threads) {
    TrainingConfig training =
        TrainingConfigs.clipped(
            TrainingConfigs.of(OptimizerType.SGD, LEARNING_RATE, 0, EXAMPLES, 1, 1, 1, threads, 1),
            maxGradientNorm);
    Replica replica = new CpuReplica(config, training, initial.copy());
    replica.train(block, IntStream.range(0, EXAMPLES).toArray(), 0, EXAMPLES);
    double[] after = flatten(replica.parameters());
    double[] before = flatten(initial);
    return IntStream.range(0, before.length)
        .mapToDouble(i -> (after[i] - before[i]) / LEARNING_RATE)
        .toArray();
  }

  private static double[] flatten(DeepFMParameters parameters) {
    return java.util.stream.DoubleStream.concat(
            parameters.tables().stream()
                .flatMapToDouble(
                    t -> IntStream.range(0, t.values().length).mapToDouble(i -> t.values()[i])),
            IntStream.range(0, parameters.dense().length).mapToDouble(i -> parameters.dense()[i]))
        .toArray();
  }

  private static double norm(double[] vector) {
    double sum = 0;
    for (double x : vector) {
      sum += x * x;
    }
    return Math.sqrt(sum);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aLongerGradientIsCutToTheNormAndKeepsItsDirection(int threads) {
    double[] whole = step(0, threads);
    double length = norm(whole);
    assertTrue(length > 0);
    double[] cut = step(length / 4, threads);
    assertEquals(length / 4, norm(cut), 1e-5 * length);
    for (int i = 0; i < cut.length; i++) {
      assertEquals(whole[i] / 4, cut[i], 1e-5);
    }
  }

  @Test
  void aShorterGradientStaysAsItIs() {
    double[] whole = step(0, 2);
    assertArrayEquals(whole, step(norm(whole) * 1.01, 2));
  }

  /** Sums that are kept from the norm to the update must be those of the step, table by table. */
  @ParameterizedTest
  @EnumSource(names = {"EAGER", "LAZY", "TOUCHED"})
  void aLimitThatIsNeverReachedChangesNoBitInManySteps(PenaltyMode mode) {
    assertArrayEquals(manySteps(mode, 0), manySteps(mode, 1e9));
  }

  private double[] manySteps(PenaltyMode mode, double maxGradientNorm) {
    OptimizerConfig adam =
        TrainingConfigs.optimizer(OptimizerType.ADAM, LEARNING_RATE, new Penalty(0, 0.01));
    TrainingConfig training =
        TrainingConfigs.withThreads(
            TrainingConfigs.clipped(TrainingConfigs.of(adam, adam, mode, 30), maxGradientNorm), 2);
    Replica replica = new CpuReplica(config, training, initial.copy());
    for (int epoch = 0; epoch < 3; epoch++) {
      replica.train(block, IntStream.range(0, EXAMPLES).toArray(), 0, EXAMPLES);
    }
    replica.catchUpAll();
    return flatten(replica.parameters());
  }

  @Test
  void aNormWhoseSquareIsBeyondAFloatIsFound() {
    DenseLayout layout = new DenseLayout(config);
    TrainingConfig training =
        TrainingConfigs.of(OptimizerType.SGD, LEARNING_RATE, 0, EXAMPLES, 1, 1, 1, 1, 1);
    float[] dense = new float[layout.trainableLength()];
    Arrays.fill(dense, 3e25f);
    DenseMemory gradients = new DenseMemory(config);
    gradients.put(dense, 0, dense.length);
    DenseUpdater updater =
        new DenseUpdater(
            training, new LearningRates(training, 0), layout, dense, new DenseMemory(config));
    double squared = updater.squaredNorm(new DenseMemory[] {gradients}, 0, updater.newWorkspace());
    assertEquals(dense.length * 9e50, squared, 1e-6 * squared);
  }
}
