package io.sparkdeepfm.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.engine.HeapNeeds;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingConfig.PenaltyMode;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.optim.Penalty;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The heap that is foreseen for replicas. */
class ReplicaMemoryTest {
  private static final FieldSchema SCHEMA =
      new FieldSchema(
          List.of(
              new Field("shown", "items", 1000, Pooling.SUM),
              new Field("bought", "items", 1000, Pooling.SUM),
              Field.numeric("age")));

  private static TrainingConfig training(OptimizerType type, double l2, PenaltyMode mode) {
    return TrainingConfigs.of(
        TrainingConfigs.optimizer(type, 0.1, new Penalty(0, l2)),
        TrainingConfigs.optimizer(OptimizerType.ADAM, 0.1, Penalty.NONE),
        mode,
        8);
  }

  /**
   * Per row of 5 parameters: the optimizer's state, the touches, and the step of lazy penalties.
   */
  @ParameterizedTest
  @CsvSource({
    "SGD, 0, AUTO, 6",
    "ADAGRAD, 0, AUTO, 6",
    "ROW_WISE_ADAGRAD, 0, AUTO, 3",
    "ADAM, 0, AUTO, 11",
    "SGD, 0.1, LAZY, 7",
    "SGD, 0.1, EAGER, 7",
    "SGD, 0.1, TOUCHED, 6"
  })
  void everyWorkerHoldsRowsWithTheirState(
      OptimizerType type, double l2, PenaltyMode mode, int besideRow) {
    DeepFMConfig config =
        ModelConfigs.of(
            SCHEMA, 4, List.of(3), Activation.RELU, 0, false, Interaction.FIELD, Head.SUM);
    int rows = 1000 + 1; // the shared vocabulary once
    int parameters = rows * 5 + new DenseLayout(config).length();
    HeapNeeds needs = ReplicaMemory.needs(config, training(type, l2, mode), 3);
    assertEquals(parameters, needs.parameters());
    assertEquals(4L * 3 * (parameters + rows * besideRow), needs.executor());
    assertEquals(4L * parameters, needs.driver());
  }
}
