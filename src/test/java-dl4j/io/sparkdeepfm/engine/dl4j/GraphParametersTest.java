package io.sparkdeepfm.engine.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.engine.TrainingConfig.PenaltyMode;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.optim.OptimizerConfig;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.optim.Penalty;
import io.sparkdeepfm.testing.RandomExamples;
import io.sparkdeepfm.testing.RandomParameters;
import io.sparkdeepfm.testing.TrainingConfigs;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parameters into a graph and out of it. */
@Tag("spark")
class GraphParametersTest {
  @ParameterizedTest
  @ValueSource(strings = {"byFeature", "weighted", "normPrelu", "linear", "onlyDeep", "pairsTwice"})
  void parametersComeOutOfTheGraphBitForBit(String shape) {
    RandomExamples examples = RandomExamples.everyKind(1);
    DeepFMConfig config = Shapes.named(shape, examples.schema());
    DeepFMParameters parameters = RandomParameters.of(config, 2);
    OptimizerConfig adam = TrainingConfigs.optimizer(OptimizerType.ADAM, 0.1, Penalty.NONE);
    ComputationGraph graph =
        LocalTraining.graph(
            config, TrainingConfigs.of(adam, adam, PenaltyMode.EAGER, 8), parameters);
    assertEquals(parameters.count(), graph.numParams());
    DeepFMParameters copy = new GraphParameters(config, graph).read();
    copy.checkShape(config);
    assertArrayEquals(parameters.dense(), copy.dense());
    for (int t = 0; t < config.schema().numTables(); t++) {
      assertArrayEquals(parameters.table(t).values(), copy.table(t).values());
    }
  }
}
