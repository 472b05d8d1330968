package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingConfig.PenaltyMode;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.optim.Penalty;
import io.sparkdeepfm.testing.RandomExamples;
import io.sparkdeepfm.testing.RandomParameters;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Twenty steps of the graph against twenty steps of engine "cpu", on batches that hold every row.
 */
@Tag("spark")
class GraphOracleTest {
  private static final int BATCH = 64;
  private static final int STEPS = 20;
  private static final double TOLERANCE = 1e-4;

  private static TrainingConfig training(OptimizerType type, Penalty penalty, Penalty layers) {
    double rate = type == OptimizerType.SGD ? 0.05 : 0.02;
    return TrainingConfigs.of(
        TrainingConfigs.optimizer(type, rate, penalty),
        TrainingConfigs.optimizer(type, rate, layers),
        PenaltyMode.EAGER,
        BATCH);
  }

  static Stream<Arguments> optimizersAndShapes() {
    List<Arguments> cases = new ArrayList<>();
    for (OptimizerType type :
        List.of(OptimizerType.SGD, OptimizerType.ADAM, OptimizerType.ADAGRAD)) {
      for (String shape :
          List.of("byFeature", "byField", "weighted", "weightedByField", "norm", "shallow")) {
        cases.add(Arguments.of(type, shape));
      }
    }
    for (String shape :
        List.of(
            "normPrelu",
            "prelu",
            "leakyRelu",
            "linear",
            "onlyPairs",
            "onlyDeep",
            "neuralFm",
            "pairsTwice")) {
      cases.add(Arguments.of(OptimizerType.ADAGRAD, shape));
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("optimizersAndShapes")
  void bothEnginesMakeTheSameSteps(OptimizerType type, String shape) {
    assertSame(shape, training(type, Penalty.NONE, Penalty.NONE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SGD", "ADAM", "ADAM_W", "ADAGRAD"})
  void penaltiesAreTheSame(OptimizerType type) {
    double l1 = type == OptimizerType.ADAM_W ? 0 : 0.01;
    assertSame("norm", training(type, new Penalty(l1, 0.05), new Penalty(0, 0.03)));
  }

  private static void assertSame(String shape, TrainingConfig training) {
    RandomExamples examples = RandomExamples.everyKind(5);
    DeepFMConfig config = Shapes.named(shape, examples.schema());
    ExampleBlock block = examples.weightedBlock(BATCH * (STEPS - 1) + BATCH / 2);
    DeepFMParameters initial = RandomParameters.of(config, 3, 0.3);
    DeepFMParameters expected = LocalTraining.byReplica(config, training, initial, block);
    SameParameters.assertMoved(initial, expected);
    SameParameters.assertClose(
        config, expected, LocalTraining.byGraph(config, training, initial, block), TOLERANCE);
  }
}
