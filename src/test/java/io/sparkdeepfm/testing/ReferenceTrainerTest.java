package io.sparkdeepfm.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.model.EmbeddingTable;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReferenceTrainerTest {
  private static final double TOLERANCE = 1e-12;

  /** One field of two rows, D = 1, no deep part, all zero. */
  private static ReferenceTrainer twoRows(ReferenceOptimizer optimizer) {
    FieldSchema schema = new FieldSchema(List.of(new Field("app", "apps", 2, Pooling.SUM)));
    DeepFMConfig config =
        ModelConfigs.of(
            schema, 1, List.of(), Activation.RELU, 0, false, Interaction.FIELD, Head.SUM);
    DeepFMParameters zero =
        new DeepFMParameters(List.of(new EmbeddingTable("apps", 2, 1)), new float[1]);
    return new ReferenceTrainer(config, zero, optimizer);
  }

  private static ExampleBlock click(int row) {
    FieldColumn[] columns = {FieldColumn.single(new int[] {row})};
    return new ExampleBlock(1, new float[] {1}, null, columns, false);
  }

  @Test
  void aStepSubtractsTheOptimizersUpdateFromTouchedRowsAndDenseParameters() {
    ReferenceTrainer trainer = twoRows(new ReferenceAdagrad(0.5, 0.1, 0.25));
    assertEquals(Math.log(2), trainer.step(click(1)), TOLERANCE);
    double moved = 0.5 * 0.5 / (Math.sqrt(0.1 + 0.25) + 0.25);
    assertArrayEquals(new double[] {0, 0, 0, moved}, trainer.parameters().table(0), TOLERANCE);
    assertArrayEquals(new double[] {moved}, trainer.parameters().dense(), TOLERANCE);
  }

  @Test
  void anUntouchedRowKeepsItsValueAndItsMoments() {
    ReferenceTrainer trainer = twoRows(ReferenceAdam.withLearningRate(0.1));
    trainer.step(click(0));
    double value = trainer.parameters().table(0)[1];
    double[] state = trainer.tableStates(0)[1].clone();
    double bias = trainer.parameters().dense()[0];
    trainer.step(click(1));
    assertEquals(value, trainer.parameters().table(0)[1]);
    assertArrayEquals(state, trainer.tableStates(0)[1]);
    assertNotEquals(bias, trainer.parameters().dense()[0]);
    assertNotEquals(0, state[0]);
  }

  @Test
  void aRowTouchedLateIsCorrectedForTheGlobalStep() {
    ReferenceAdam adam = ReferenceAdam.withLearningRate(0.1);
    ReferenceTrainer trainer = twoRows(adam);
    trainer.step(click(0));
    trainer.step(click(0));
    double gradient = -1 / (1 + Math.exp(trainer.parameters().dense()[0]));
    trainer.step(click(1));
    double expected = adam.step(0, gradient, adam.initialState(), 3);
    assertEquals(expected, trainer.parameters().table(0)[3], TOLERANCE);
  }

  @Test
  void aStepMovesEveryTrainableDenseParameterAndTheMovingStatistics() {
    RandomExamples examples = RandomExamples.everyKind(3);
    DeepFMConfig config =
        ModelConfigs.of(
            examples.schema(),
            2,
            List.of(3),
            Activation.TANH,
            0,
            true,
            Interaction.FIELD,
            Head.SUM);
    DeepFMParameters initial = RandomParameters.of(config, 1);
    ExampleBlock block = examples.block(6);
    ReferenceAdagrad adagrad = ReferenceAdagrad.withLearningRate(0.1);
    ReferenceTrainer trainer = new ReferenceTrainer(config, initial, adagrad);
    trainer.step(block);
    ReferenceDeepFM model = new ReferenceDeepFM(config);
    ReferenceParameters expected = ReferenceParameters.of(initial);
    double[] gradient = model.gradient(expected, block).dense();
    model.updateMovingStatistics(expected, block);
    for (int i = 0; i < new DenseLayout(config).trainableLength(); i++) {
      expected.dense()[i] =
          adagrad.step(expected.dense()[i], gradient[i], adagrad.initialState(), 1);
    }
    assertArrayEquals(expected.dense(), trainer.parameters().dense());
  }

  @Test
  void aModelOfEveryPartLearnsItsBlockByHeart() {
    RandomExamples examples = RandomExamples.everyKind(3);
    DeepFMConfig config =
        ModelConfigs.of(
            examples.schema(),
            4,
            List.of(8, 4),
            Activation.RELU,
            0,
            true,
            Interaction.FEATURE,
            Head.WEIGHTED);
    ExampleBlock block = examples.weightedBlock(16);
    for (ReferenceOptimizer optimizer :
        List.of(ReferenceAdam.withLearningRate(0.05), ReferenceAdagrad.withLearningRate(0.1))) {
      ReferenceTrainer trainer =
          new ReferenceTrainer(config, RandomParameters.of(config, 1), optimizer);
      double first = trainer.step(block);
      double last = first;
      for (int step = 1; step < 200; step++) {
        last = trainer.step(block);
      }
      assertTrue(last < 0.1 * first, optimizer + ": loss went from " + first + " to " + last);
    }
  }
}
