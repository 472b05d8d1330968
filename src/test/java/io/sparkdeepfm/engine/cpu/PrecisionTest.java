package io.sparkdeepfm.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.math.Sgemm;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.Scorer;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.testing.Auc;
import io.sparkdeepfm.testing.ClickGenerator;
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
  private final DeepFMConfig config = wide(clicks.config());
  private final DeepFMParameters initial = RandomParameters.of(config, 2, 0.1);
  private final ExampleBlock block = clicks.next(EXAMPLES).block();

  private static DeepFMConfig wide(DeepFMConfig config) {
    return new DeepFMConfig(
        config.schema(),
        16,
        List.of(128, 64),
        Activation.RELU,
        0,
        false,
        config.interaction(),
        config.head());
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void bothComeCloseToTheBestPossibleAuc(Precision precision) {
    ExampleBlock train = clicks.next(40_000).block();
    Replica replica =
        new Replica(
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
  void roundedFactorsMoveTheParametersNearlyAsWholeOnesDo() {
    float[] exact = afterOneStep(Precision.FLOAT32);
    float[] rounded = afterOneStep(Precision.BFLOAT16);
    double moved = 0;
    double apart = 0;
    for (int i = 0; i < exact.length; i++) {
      moved += Math.pow(exact[i] - initial.dense()[i], 2);
      apart += Math.pow(exact[i] - rounded[i], 2);
    }
    double share = Math.sqrt(apart / moved);
    assertTrue(share < 0.02, "apart by " + share + " of the step");
    assertEquals(Sgemm.multipliesBfloat16(), share > 0, "apart by " + share + " of the step");
  }

  @Test
  void theSameSeedGivesTheSameModelBitForBit() {
    assertArrayEquals(afterOneStep(Precision.BFLOAT16), afterOneStep(Precision.BFLOAT16));
  }

  private float[] afterOneStep(Precision precision) {
    Replica replica =
        new Replica(config, training(OptimizerType.SGD, 0.1, precision), initial.copy());
    replica.train(block, IntStream.range(0, 512).toArray(), 0, 512);
    return replica.parameters().dense();
  }

  private static TrainingConfig training(OptimizerType type, double rate, Precision precision) {
    return TrainingConfigs.withPrecision(
        TrainingConfigs.of(type, rate, 0, 512, 1, 1, 1, 2, 9), precision);
  }
}
