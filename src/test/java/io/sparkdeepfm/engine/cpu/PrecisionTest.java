package io.sparkdeepfm.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.math.Sgemm;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.Scorer;
import io.sparkdeepfm.optim.Loss;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.testing.Auc;
import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.RandomParameters;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Training with factors of matrix products of either precision. */
class PrecisionTest {
  private static final int EXAMPLES = 1024;

  private final ClickGenerator clicks = ClickGenerator.interacting(4);
  private final DeepFMConfig config = wide(clicks.config(), Activation.RELU);
  private final DeepFMParameters initial = RandomParameters.of(config, 2, 0.1);
  private final ExampleBlock block = clicks.next(EXAMPLES).block();

  private static DeepFMConfig wide(DeepFMConfig config, Activation activation) {
    return ModelConfigs.of(
        config.schema(),
        16,
        List.of(128, 64),
        activation,
        0,
        false,
        config.interaction(),
        config.head());
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16"})
  void bothComeCloseToTheBestPossibleAuc(Precision precision) {
    ExampleBlock train = clicks.next(40_000).block();
    Replica replica =
        new CpuReplica(
            config,
            training(OptimizerType.ADAM, 0.005, precision),
            RandomParameters.of(config, 2, 0.01));
    for (int epoch = 0; epoch < 4; epoch++) {
      replica.train(train, IntStream.range(0, train.size()).toArray(), 0, train.size());
    }
    ClickGenerator.Clicks test = clicks.next(20_000);
    float[] logits = new Scorer(config, replica.parameters()).logits(test.block());
    double[] scores = IntStream.range(0, logits.length).mapToDouble(i -> logits[i]).toArray();
    double auc = Auc.auc(scores, test.labels());
    assertTrue(auc > test.bestAuc() - 0.02, () -> "AUC " + auc + " of at most " + test.bestAuc());
  }

  @Test
  void tf32IsRefusedBecauseProcessorsDoNotHaveIt() {
    TrainingConfig training = training(OptimizerType.ADAM, 0.005, Precision.TF32);
    assertEquals(
        "engine 'cpu' does not have matmulPrecision 'tf32'; choose engine 'cuda', which does, or set"
            + " it to 'float32' or 'bfloat16'.",
        assertThrows(
                IllegalArgumentException.class,
                () -> new CpuEngine().checkOptions(Deep.MLP, 1, Loss.LOG, training))
            .getMessage());
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void roundedFactorsMoveTheParametersNearlyAsWholeOnesDo(Activation activation) {
    DeepFMConfig of = wide(clicks.config(), activation);
    DeepFMParameters before = RandomParameters.of(of, 2, 0.1);
    DeepFMParameters exact = afterOneStep(before, of, Precision.FLOAT32);
    DeepFMParameters rounded = afterOneStep(before, of, Precision.BFLOAT16);
    double share = apart(before.dense(), exact.dense(), rounded.dense());
    assertTrue(share < 0.02, "layers apart by " + share + " of the step");
    assertEquals(Sgemm.multipliesBfloat16(), share > 1e-4, "apart by " + share + " of the step");
    double ofRows =
        apart(before.table(0).values(), exact.table(0).values(), rounded.table(0).values());
    assertTrue(ofRows < 0.02, "rows apart by " + ofRows + " of the step");
  }

  /** Of every other kind of layer, also where threads share the statistics of batch norm. */
  @ParameterizedTest
  @EnumSource(Deep.class)
  void roundedFactorsMoveLayersOfEveryKindNearlyAsWholeOnesDo(Deep deep) {
    DeepFMConfig of =
        ModelConfigs.withDeep(
            ModelConfigs.of(
                config.schema(),
                16,
                List.of(128, 64),
                Activation.LEAKY_RELU,
                0.2,
                true,
                config.interaction(),
                config.head()),
            deep);
    DeepFMParameters before = RandomParameters.of(of, 2, 0.1);
    DeepFMParameters exact = afterOneStep(before, of, Precision.FLOAT32);
    DeepFMParameters rounded = afterOneStep(before, of, Precision.BFLOAT16);
    double share = apart(before.dense(), exact.dense(), rounded.dense());
    assertTrue(share < 0.02, "layers apart by " + share + " of the step");
    assertEquals(Sgemm.multipliesBfloat16(), share > 1e-4, "apart by " + share + " of the step");
    assertArrayEquals(rounded.dense(), afterOneStep(before, of, Precision.BFLOAT16).dense());
  }

  /** ‖exact − rounded‖ as a share of ‖exact − before‖. */
  private static double apart(float[] before, float[] exact, float[] rounded) {
    double moved = 0;
    double apart = 0;
    for (int i = 0; i < exact.length; i++) {
      moved += Math.pow(exact[i] - before[i], 2);
      apart += Math.pow(exact[i] - rounded[i], 2);
    }
    return Math.sqrt(apart / moved);
  }

  @Test
  void theSameSeedGivesTheSameModelBitForBit() {
    assertArrayEquals(
        afterOneStep(initial, config, Precision.BFLOAT16).dense(),
        afterOneStep(initial, config, Precision.BFLOAT16).dense());
  }

  /** Of 511 examples, so that the slices of two threads differ. */
  private DeepFMParameters afterOneStep(
      DeepFMParameters before, DeepFMConfig of, Precision precision) {
    Replica replica =
        new CpuReplica(of, training(OptimizerType.SGD, 0.1, precision), before.copy());
    replica.train(block, IntStream.range(0, 511).toArray(), 0, 511);
    return replica.parameters();
  }

  private static TrainingConfig training(OptimizerType type, double rate, Precision precision) {
    return TrainingConfigs.withPrecision(
        TrainingConfigs.of(type, rate, 0, 512, 1, 1, 1, 2, 9), precision);
  }
}
