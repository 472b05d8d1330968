package io.sparkdeepfm.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingConfig.PenaltyMode;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.optim.Penalty;
import io.sparkdeepfm.testing.MiniBatches;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.RandomParameters;
import io.sparkdeepfm.testing.ReferenceAdagrad;
import io.sparkdeepfm.testing.ReferenceAdam;
import io.sparkdeepfm.testing.ReferenceAdamW;
import io.sparkdeepfm.testing.ReferenceFtrl;
import io.sparkdeepfm.testing.ReferenceMomentum;
import io.sparkdeepfm.testing.ReferenceOptimizer;
import io.sparkdeepfm.testing.ReferencePenalized;
import io.sparkdeepfm.testing.ReferenceProximalAdagrad;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Penalising the whole table in every step: by definition, eagerly and lazily. */
class PenaltyModeTest {
  private static final double LEARNING_RATE = 0.001;
  private static final double L1 = 1e-3;
  private static final double L2 = 0.05;
  private static final int BATCH_SIZE = 8;
  private static final int STEPS = 200;
  private static final int ROWS = 400;

  /** Two fields of one vocabulary whose rows are the rarer, the larger their index. */
  private static final DeepFMConfig CONFIG =
      ModelConfigs.of(
          new FieldSchema(
              List.of(
                  new Field("first", "words", ROWS, Pooling.SUM),
                  new Field("second", "words", ROWS, Pooling.SUM))),
          4,
          List.of(),
          Activation.RELU,
          0,
          false,
          Interaction.FEATURE,
          Head.SUM);

  private static ExampleBlock examples() {
    Random random = new Random(5);
    int n = STEPS * BATCH_SIZE;
    FieldColumn[] columns = new FieldColumn[2];
    for (int f = 0; f < 2; f++) {
      columns[f] =
          FieldColumn.single(
              random.doubles(n).mapToInt(u -> (int) (ROWS * Math.pow(u, 4))).toArray());
    }
    float[] labels = new float[n];
    for (int i = 0; i < n; i++) {
      labels[i] = random.nextInt(3) == 0 ? 1 : 0;
    }
    return new ExampleBlock(n, labels, null, columns, false);
  }

  private static TrainingConfig training(
      OptimizerType type, double l1, double l2, PenaltyMode mode) {
    return TrainingConfigs.of(
        TrainingConfigs.optimizer(type, LEARNING_RATE, new Penalty(l1, l2)),
        TrainingConfigs.optimizer(OptimizerType.SGD, LEARNING_RATE, Penalty.NONE),
        mode,
        BATCH_SIZE);
  }

  private static float[] trained(OptimizerType type, double l1, double l2, PenaltyMode mode) {
    ExampleBlock block = examples();
    Replica replica =
        new CpuReplica(CONFIG, training(type, l1, l2, mode), RandomParameters.of(CONFIG, 8, 0.1));
    replica.train(block, IntStream.range(0, block.size()).toArray(), 0, block.size());
    replica.catchUpAll();
    return replica.parameters().table(0).values();
  }

  private static ReferenceOptimizer reference(OptimizerType type, double l1, double l2) {
    return switch (type) {
      case ADAM -> new ReferencePenalized(ReferenceAdam.withLearningRate(LEARNING_RATE), l1, l2);
      case ADAGRAD ->
          new ReferencePenalized(new ReferenceAdagrad(LEARNING_RATE, 0.1, 1e-7), l1, l2);
      case SGD -> new ReferencePenalized(new ReferenceMomentum(LEARNING_RATE, 0.9), l1, l2);
      case PROXIMAL_ADAGRAD -> new ReferenceProximalAdagrad(LEARNING_RATE, l1, l2);
      case FTRL -> new ReferenceFtrl(LEARNING_RATE, 1, l1, l2);
      case ADAM_W, ROW_WISE_ADAGRAD -> new ReferenceAdamW(LEARNING_RATE, l1, l2);
    };
  }

  /** AdamW's moments rest in idle rows, and row-wise Adagrad has no formula for one parameter. */
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"ADAM_W", "ROW_WISE_ADAGRAD"})
  void eagerIsTheOptimizersStepOnEveryRowInEveryStep(OptimizerType type) {
    for (double l1 : new double[] {0, L1}) {
      DeepFMParameters initial = RandomParameters.of(CONFIG, 8, 0.1);
      WholeTablePenalty expected =
          new WholeTablePenalty(
              CONFIG, initial, reference(type, l1, L2), new ReferenceMomentum(LEARNING_RATE, 0.9));
      ExampleBlock block = examples();
      for (int from = 0; from < block.size(); from += BATCH_SIZE) {
        expected.step(
            MiniBatches.select(block, IntStream.range(from, from + BATCH_SIZE).toArray()));
      }
      float[] actual = trained(type, l1, L2, PenaltyMode.EAGER);
      long far =
          IntStream.range(0, actual.length)
              .filter(i -> Math.abs(expected.table(0)[i] - actual[i]) > 2e-5)
              .count();
      // Adam turns the rounding of a gradient near 0, and l1 the sign of a parameter near 0, into
      // a whole step.
      assertTrue(far <= actual.length / 50, type + ": " + far + " of " + actual.length);
    }
  }

  /** Relative to the initial size of the parameters, 0.1; Adam's decay is an approximation. */
  @ParameterizedTest
  @EnumSource(OptimizerType.class)
  void lazyEqualsEagerAfterTwoHundredSteps(OptimizerType type) {
    float[] eager = trained(type, 0, L2, PenaltyMode.EAGER);
    float[] lazy = trained(type, 0, L2, PenaltyMode.LAZY);
    double difference =
        IntStream.range(0, eager.length)
            .mapToDouble(i -> Math.abs(eager[i] - lazy[i]))
            .max()
            .orElseThrow();
    double allowed =
        switch (type) {
          case SGD, ADAM_W, PROXIMAL_ADAGRAD, FTRL, ADAGRAD, ROW_WISE_ADAGRAD -> 1e-5;
          case ADAM -> 1e-2;
        };
    assertTrue(difference <= allowed * 0.1, type + " differs by " + difference / 0.1);
  }

  @Test
  void anUnpenalisedRowStaysWhereItIsWithoutData() {
    float[] trained = trained(OptimizerType.ADAM, 0, 0, PenaltyMode.EAGER);
    float[] initial = RandomParameters.of(CONFIG, 8, 0.1).table(0).values();
    assertArrayEquals(lastRow(initial), lastRow(trained));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FTRL")
  void touchedPenalisesNoRowWithoutDataAndTheOthersDo(OptimizerType type) {
    float[] initial = lastRow(RandomParameters.of(CONFIG, 8, 0.1).table(0).values());
    assertArrayEquals(initial, lastRow(trained(type, 0, L2, PenaltyMode.TOUCHED)));
    for (PenaltyMode mode : List.of(PenaltyMode.EAGER, PenaltyMode.LAZY, PenaltyMode.AUTO)) {
      float[] penalised = lastRow(trained(type, 0, L2, mode));
      for (int k = 0; k < initial.length; k++) {
        assertTrue(Math.abs(penalised[k]) < Math.abs(initial[k]), type + " " + mode);
      }
    }
  }

  /** The examples do not hold the last row. */
  private static float[] lastRow(float[] table) {
    return java.util.Arrays.copyOfRange(table, table.length - 5, table.length);
  }

  @Test
  void autoIsEagerForSmallTablesAndLazyForLargeOnes() {
    assertEquals(PenaltyMode.EAGER, PenaltyMode.AUTO.forTable(65_536));
    assertEquals(PenaltyMode.LAZY, PenaltyMode.AUTO.forTable(65_537));
    assertEquals(PenaltyMode.TOUCHED, PenaltyMode.TOUCHED.forTable(10));
  }
}
