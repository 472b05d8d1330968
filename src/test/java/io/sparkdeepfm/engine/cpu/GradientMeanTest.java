package io.sparkdeepfm.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.engine.cpu.RoundOutcome.MeanGradient;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.testing.ModelConfigs;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Gradient sums of workers put together by hand: one table, D = 1. */
class GradientMeanTest {
  private static DenseLayout layout(boolean batchNorm) {
    return new DenseLayout(
        ModelConfigs.of(
            new FieldSchema(List.of(Field.numeric("x"))),
            1,
            batchNorm ? List.of(1) : List.of(),
            Activation.RELU,
            0,
            batchNorm,
            Interaction.FIELD,
            Head.SUM));
  }

  private static WorkerReply reply(int worker, double weight, RowUpdates rows, float... dense) {
    return new WorkerReply(
        worker,
        WorkerReply.Status.DONE,
        new WorkerReply.Progress(0, weight, 1, 1, 0, false),
        new RowUpdates[] {rows},
        dense,
        null);
  }

  private static RowUpdates rows(int[] rows, float... gradients) {
    return new RowUpdates(rows, gradients, null);
  }

  private static MeanGradient mean(double maxNorm, WorkerReply... replies) {
    return new GradientMean(layout(false), 2, maxNorm).of(List.of(replies));
  }

  @Test
  void sumsOfAllWorkersAreDividedByAllRowWeights() {
    MeanGradient mean =
        mean(
            0,
            reply(0, 1, rows(new int[] {1, 3}, 1, 2, 3, 4), 8),
            reply(1, 3, rows(new int[] {0, 3}, 6, 8, 1, -4), -2));
    assertArrayEquals(new int[] {0, 1, 3}, mean.rows()[0].rows());
    assertArrayEquals(new float[] {1.5f, 2, 0.25f, 0.5f, 1, 0}, mean.rows()[0].values());
    assertArrayEquals(new float[] {1.5f}, mean.dense());
  }

  @Test
  void aWorkerWithoutExamplesAddsNothing() {
    GradientSums none = GradientSums.none(1);
    MeanGradient mean =
        mean(
            0,
            reply(0, 0, none.rows()[0], none.dense()),
            reply(1, 2, rows(new int[] {5}, 2, 4), 6));
    assertArrayEquals(new int[] {5}, mean.rows()[0].rows());
    assertArrayEquals(new float[] {1, 2}, mean.rows()[0].values());
    assertArrayEquals(new float[] {3}, mean.dense());
  }

  /** The mean is (2, 4), (4): norm 6. */
  @Test
  void theNormIsThatOfRowsAndDenseParametersTogether() {
    WorkerReply[] replies = {
      reply(0, 1, rows(new int[] {5}, 1, 8), 4), reply(1, 1, rows(new int[] {5}, 3, 0), 4)
    };
    assertArrayEquals(new float[] {2, 4}, mean(6, replies).rows()[0].values());
    assertArrayEquals(new float[] {1, 2}, mean(3, replies).rows()[0].values());
    assertArrayEquals(new float[] {2}, mean(3, replies).dense());
  }

  @Test
  void withoutAnyWeightGradientsAreZeroAndMovingStatisticsStay() {
    DenseLayout layout = layout(true);
    MeanGradient mean =
        new GradientMean(layout, 2, 1)
            .of(List.of(reply(0, 0, rows(new int[] {5}, 0, 0), new float[layout.length()])));
    assertArrayEquals(new int[] {5}, mean.rows()[0].rows());
    assertArrayEquals(new float[2], mean.rows()[0].values());
    assertArrayEquals(new float[layout.trainableLength()], mean.dense());
  }

  /** Means 2 and 6 with weights 3 and 1: their variance is (3·1 + 1·9) / 4 = 3. */
  @Test
  void movingStatisticsAreAveragedWithTheVarianceOfTheMeansAndAreNotCut() {
    DenseLayout layout = layout(true);
    DenseLayout.MovingStatistics statistics = layout.movingStatistics().get(0);
    float[] first = new float[layout.length()];
    float[] second = new float[layout.length()];
    first[0] = 40; // a gradient to be cut
    first[statistics.mean().offset()] = 2;
    second[statistics.mean().offset()] = 6;
    first[statistics.variance().offset()] = 1;
    second[statistics.variance().offset()] = 5;
    MeanGradient mean =
        new GradientMean(layout, 2, 0.5)
            .of(
                List.of(
                    reply(0, 3, rows(new int[0]), first), reply(1, 1, rows(new int[0]), second)));
    assertEquals(0.5, mean.dense()[0], 1e-6);
    assertEquals(3, mean.dense()[statistics.mean().offset()], 1e-6);
    assertEquals(2 + 3, mean.dense()[statistics.variance().offset()], 1e-6);
  }
}
