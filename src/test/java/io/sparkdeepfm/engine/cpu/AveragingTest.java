package io.sparkdeepfm.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingConfig.PenaltyMode;
import io.sparkdeepfm.engine.cpu.Averaging.RowRule;
import io.sparkdeepfm.engine.cpu.RoundOutcome.AveragedParameters;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.model.EmbeddingTable;
import io.sparkdeepfm.optim.OptimizerConfig;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.optim.Penalty;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Two tables, D = 1, two dense parameters; averages by hand. */
class AveragingTest {
  private final DeepFMParameters parameters =
      new DeepFMParameters(
          List.of(
              new EmbeddingTable("apps", 5, 1, new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}),
              new EmbeddingTable("cities", 2, 1, new float[] {1, 2, 3, 4})),
          new float[] {0.5f, 0.25f});

  /** Without hidden layers and moving statistics: a bias and the weight of the first order. */
  private static final DenseLayout LAYOUT = layout(List.of(), false);

  private static DenseLayout layout(List<Integer> hiddenUnits, boolean batchNorm) {
    return new DenseLayout(layoutConfig(hiddenUnits, batchNorm));
  }

  private static DeepFMConfig layoutConfig(List<Integer> hiddenUnits, boolean batchNorm) {
    return ModelConfigs.withParts(
        ModelConfigs.of(
            new FieldSchema(List.of(Field.numeric("x"))),
            1,
            hiddenUnits,
            Activation.RELU,
            0,
            batchNorm,
            Interaction.FIELD,
            Head.WEIGHTED),
        true,
        false);
  }

  /** What a round makes of the replies: rows that changed, as they are then, by table. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Averaged(RowUpdates[] rows, float[] dense) {}

  /** As workers, merge tasks and driver do it together; the parameters move on. */
  private Averaged average(RowRule rule, List<WorkerReply> replies) {
    RowUpdates[] rows = new RowUpdates[parameters.tables().size()];
    for (int table = 0; table < rows.length; table++) {
      int t = table;
      EmbeddingTable before = parameters.table(t).copy();
      List<RowUpdates> parts =
          replies.stream()
              .map(reply -> reply.rows()[t])
              .map(part -> rule.isOfMovements() ? movements(part, before) : part)
              .toList();
      RowUpdates merged = new Averaging(rule, 2).merge(parts, 10);
      if (rule.isOfMovements()) {
        merged.addTo(parameters.table(t));
      } else {
        merged.writeTo(parameters.table(t));
      }
      rows[t] = RowUpdates.of(parameters.table(t), merged.rows(), merged.weights());
    }
    Averaging.averageDense(replies, LAYOUT, parameters.dense());
    return new Averaged(rows, parameters.dense());
  }

  private static RowUpdates movements(RowUpdates part, EmbeddingTable before) {
    float[] values = part.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] -= before.values()[part.rows()[i / 2] * 2 + i % 2];
    }
    return new RowUpdates(part.rows(), values, part.weights());
  }

  private Averaged average(List<WorkerReply> replies) {
    return average(RowRule.ROW_WEIGHTS, replies);
  }

  private static WorkerReply reply(
      int worker, double weight, RowUpdates apps, RowUpdates cities, float... dense) {
    return new WorkerReply(
        worker,
        WorkerReply.Status.DONE,
        new WorkerReply.Progress(0, weight, 1, 10, 0, false),
        new RowUpdates[] {apps, cities},
        dense,
        null);
  }

  private static RowUpdates none() {
    return new RowUpdates(new int[0], new float[0], new float[0]);
  }

  private static RowUpdates row(int row, float weight, float... values) {
    return new RowUpdates(new int[] {row}, values, new float[] {weight});
  }

  @Test
  void rowsAreAveragedOverTheWorkersThatTouchedThemWeightedByTheirRowWeights() {
    RowUpdates first =
        new RowUpdates(new int[] {0, 2}, new float[] {11, 12, 3, 4}, new float[] {3, 1});
    RowUpdates second =
        new RowUpdates(new int[] {2, 4}, new float[] {7, 8, 21, 22}, new float[] {3, 2});
    Averaged averaged =
        average(List.of(reply(0, 10, first, none(), 0, 0), reply(1, 10, second, none(), 0, 0)));
    RowUpdates apps = averaged.rows()[0];
    assertArrayEquals(new int[] {0, 2, 4}, apps.rows());
    assertArrayEquals(new float[] {3, 4, 2}, apps.weights());
    // Row 2: (1 · 3 + 3 · 7) / 4 and (1 · 4 + 3 · 8) / 4.
    assertArrayEquals(new float[] {11, 12, 6, 7, 21, 22}, apps.values());
    assertEquals(0, averaged.rows()[1].rows().length);
  }

  @Test
  void theParametersMoveOnAndUntouchedRowsStay() {
    average(
        List.of(
            reply(0, 10, row(1, 1, -3, -4), none(), 0, 0),
            reply(1, 10, none(), row(1, 2, -5, -6), 0, 0)));
    assertArrayEquals(new float[] {1, 2, -3, -4, 5, 6, 7, 8, 9, 10}, parameters.table(0).values());
    assertArrayEquals(new float[] {1, 2, -5, -6}, parameters.table(1).values());
  }

  /** A weight of 0: only the penalty moved the row. */
  @Test
  void aRowWithoutDataCountsOnlyWhereNoWorkerHadData() {
    Averaged averaged =
        average(
            List.of(
                reply(0, 10, row(0, 0, 100, 100), row(1, 0, 1, 3), 0, 0),
                reply(1, 10, row(0, 2, 8, 9), row(1, 0, 2, 5), 0, 0)));
    assertArrayEquals(new float[] {8, 9}, averaged.rows()[0].values());
    assertArrayEquals(new float[] {2}, averaged.rows()[0].weights());
    assertArrayEquals(new float[] {1.5f, 4}, averaged.rows()[1].values());
    assertArrayEquals(new float[] {0}, averaged.rows()[1].weights());
  }

  @Test
  void denseParametersAreWeightedByRowWeights() {
    Averaged averaged =
        average(
            List.of(
                reply(0, 10, none(), none(), 1, 2),
                reply(1, 30, none(), none(), 5, -2),
                reply(2, 0, none(), none(), 1000, 1000)));
    assertArrayEquals(new float[] {4, -1}, averaged.dense());
    assertArrayEquals(new float[] {4, -1}, parameters.dense());
  }

  /** Row 0 is at (1, 2) before the round of ten steps. */
  private float[] averagedBySteps(RowUpdates... apps) {
    List<WorkerReply> replies = new ArrayList<>();
    for (RowUpdates updates : apps) {
      replies.add(reply(replies.size(), 10, updates, none(), 0, 0));
    }
    Averaged averaged = average(RowRule.STEPS, replies);
    assertArrayEquals(new int[] {0}, averaged.rows()[0].rows());
    return averaged.rows()[0].values();
  }

  @Test
  void aRowThatAllTouchInEveryStepIsTheMeanOfTheReplicas() {
    assertArrayEquals(
        new float[] {6, -1},
        averagedBySteps(row(0, 10, 3, 4), row(0, 10, 5, -7), row(0, 10, 10, 0)));
  }

  @Test
  void aRowThatOneWorkerTouchesIsTheOneOfThatWorker() {
    assertArrayEquals(new float[] {3, -4}, averagedBySteps(none(), row(0, 1, 3, -4), none()));
  }

  /** N = 10·(1 − 0.9²) = 1.9 common steps for two of different workers: 0.95 of the sum. */
  @Test
  void aRowThatTwoWorkersTouchOnceMovesByNearlyTheSumOfTheirMovements() {
    assertArrayEquals(
        new float[] {1 + 0.95f * (2 + 6), 2 + 0.95f * (1 - 3)},
        averagedBySteps(row(0, 1, 3, 3), row(0, 1, 7, -1)),
        1e-6f);
  }

  /** N = 10·(1 − 0.5·0.8) = 6 common steps for 5 + 2. */
  @Test
  void aTouchOfOneWorkerCountsAsMuchAsATouchOfAnother() {
    assertArrayEquals(
        new float[] {1 + 6 / 7f * (4 - 1), 2 + 6 / 7f * (0.5f + 7)},
        averagedBySteps(row(0, 5, 5, 2.5f), none(), row(0, 2, 0, 9)),
        1e-6f);
  }

  @Test
  void rowsThatAPenaltyMovesWithoutDataAreWeighedByTheirDataAndTheOthersByTheirSteps() {
    DeepFMConfig config = layoutConfig(List.of(), false);
    for (PenaltyMode mode : PenaltyMode.values()) {
      assertEquals(RowRule.STEPS, RowRule.of(config, training(0, mode)), mode.toString());
      assertEquals(
          mode == PenaltyMode.TOUCHED ? RowRule.STEPS : RowRule.ROW_WEIGHTS,
          RowRule.of(config, training(0.1, mode)),
          mode.toString());
    }
  }

  private static TrainingConfig training(double l2, PenaltyMode mode) {
    OptimizerConfig adam = TrainingConfigs.optimizer(OptimizerType.ADAM, 0.1, new Penalty(0, l2));
    return TrainingConfigs.of(adam, adam, mode, 8);
  }

  /** Two workers whose data have other means: the variance of all data is larger than either. */
  @Test
  void movingVariancesAreThoseOfAllWorkersDataTogether() {
    DenseLayout layout = layout(List.of(1), true);
    DenseLayout.MovingStatistics statistics = layout.movingStatistics().get(0);
    float[] first = new float[layout.length()];
    float[] second = new float[layout.length()];
    // Data 1, 2, 3 and 11, 15: mean 6.4, variance (29.16 + 19.36 + 11.56 + 21.16 + 73.96) / 5.
    first[statistics.mean().offset()] = 2;
    first[statistics.variance().offset()] = 2 / 3f;
    second[statistics.mean().offset()] = 13;
    second[statistics.variance().offset()] = 4;
    float[] all = new float[layout.length()];
    RowUpdates[] noRows = {};
    Averaging.averageDense(
        List.of(
            new WorkerReply(0, WorkerReply.Status.DONE, weighing(3), noRows, first, null),
            new WorkerReply(1, WorkerReply.Status.DONE, weighing(2), noRows, second, null)),
        layout,
        all);
    assertEquals(6.4, all[statistics.mean().offset()], 1e-6);
    assertEquals(31.04, all[statistics.variance().offset()], 1e-5);
  }

  private static WorkerReply.Progress weighing(double weight) {
    return new WorkerReply.Progress(0, weight, 1, 10, 0, false);
  }

  @Test
  void withoutAnyWeightTheDenseParametersStay() {
    average(List.of(reply(0, 0, none(), none(), 1, 2), reply(1, 0, none(), none(), 3, 4)));
    assertArrayEquals(new float[] {0.5f, 0.25f}, parameters.dense());
  }

  @Test
  void oneWorkersRepliesAreTakenBitForBit() {
    Random random = new Random(1);
    float[] values = {random.nextFloat(), random.nextFloat(), Float.MIN_VALUE, 1e30f};
    float[] dense = {random.nextFloat(), 1 / 3f};
    RowUpdates apps = new RowUpdates(new int[] {1, 3}, values, new float[] {7, 0});
    Averaged averaged = average(List.of(reply(0, 12345, apps, none(), dense)));
    assertArrayEquals(values, averaged.rows()[0].values());
    assertArrayEquals(dense, averaged.dense());
    assertArrayEquals(
        new float[] {1, 2, values[0], values[1], 5, 6, values[2], values[3], 9, 10},
        parameters.table(0).values());
  }

  @Test
  void theStateOfTheOnlyWorkerIsTakenOver() {
    reply(0, 10, row(4, 1, 50, 60), row(0, 1, 70, 80), 9, 8).writeTo(parameters);
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 50, 60}, parameters.table(0).values());
    assertArrayEquals(new float[] {70, 80, 3, 4}, parameters.table(1).values());
    assertArrayEquals(new float[] {9, 8}, parameters.dense());
  }

  @Test
  void bytesAreThoseOfRowsAndDenseParameters() {
    assertEquals(4 * 3, new AveragedParameters(new float[3]).bytes());
    RowUpdates[] rows = {row(0, 1, 1, 2), none()};
    assertEquals(
        4 * (1 + 2 + 1) + 4 * 3, new RoundOutcome.MeanGradient(rows, new float[3]).bytes());
    assertEquals(4 * (1 + 2 + 1) + 4 * 2, reply(0, 1, row(0, 1, 1, 2), none(), 1, 2).bytes());
    assertEquals(0, WorkerReply.withoutResult(0, WorkerReply.Status.SKIPPED).bytes());
  }
}
