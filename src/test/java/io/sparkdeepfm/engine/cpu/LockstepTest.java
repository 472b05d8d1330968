package io.sparkdeepfm.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingConfig.PenaltyMode;
import io.sparkdeepfm.engine.cpu.RoundOutcome.MeanGradient;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.optim.Penalty;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.RandomExamples;
import io.sparkdeepfm.testing.RandomParameters;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replicas that sum gradients over their own examples and make the same steps with the mean. */
class LockstepTest {
  /** Makes the workers' replicas; the tests hold for every kind. */
  ReplicaFactory replicas() {
    return new CpuReplica.Factory();
  }

  private static final int BATCH_SIZE = 24; // of all workers together
  private static final int STEPS = 8;

  /** How many of the examples of a step each worker has; some have none. */
  private static final int[][] SHARES = {{24}, {15, 9}, {11, 0, 12, 1}};

  private static final RandomExamples EXAMPLES = RandomExamples.everyKind(3);
  private static final ExampleBlock BLOCK = EXAMPLES.weightedBlock(STEPS * BATCH_SIZE);
  private static final int[] ORDER = IntStream.range(0, BLOCK.size()).toArray();

  private static DeepFMConfig config(boolean batchNorm, double dropout) {
    return ModelConfigs.of(
        EXAMPLES.schema(),
        3,
        List.of(6),
        Activation.RELU,
        dropout,
        batchNorm,
        Interaction.FEATURE,
        Head.WEIGHTED);
  }

  private static TrainingConfig training(OptimizerType type, double l2, PenaltyMode mode) {
    return TrainingConfigs.of(
        TrainingConfigs.optimizer(type, 0.05, new Penalty(0, l2)),
        TrainingConfigs.optimizer(type, 0.05, new Penalty(0, l2)),
        mode,
        BATCH_SIZE);
  }

  /** Replicas that begin alike and step together. */
  private final class Team {
    private final List<Replica> replicas = new ArrayList<>();
    private final GradientMean mean;
    private double loss;

    Team(DeepFMConfig config, TrainingConfig training, int size) {
      for (int worker = 0; worker < size; worker++) {
        replicas.add(
            replicas()
                .create(config, training.withSeed(worker), RandomParameters.of(config, 5), 0));
      }
      mean =
          new GradientMean(
              new DenseLayout(config), config.embeddingDim() + 1, training.maxGradientNorm());
    }

    /** One step: worker w has {@code shares[w]} of the examples from {@code from} on. */
    void step(ExampleBlock block, int from, int... shares) {
      List<WorkerReply> replies = new ArrayList<>();
      int begin = from;
      for (int worker = 0; worker < shares.length; worker++) {
        int end = begin + shares[worker];
        replies.add(reply(worker, block, begin, end));
        begin = end;
      }
      MeanGradient gradient = mean.of(replies);
      replicas.forEach(replica -> gradient.applyTo(replica, new RoundRows(null)));
    }

    private WorkerReply reply(int worker, ExampleBlock block, int begin, int end) {
      GradientSums sums =
          begin == end
              ? GradientSums.none(replicas.get(0).parameters().tables().size())
              : replicas.get(worker).sumGradients(block, order(block), begin, end);
      loss += sums.loss();
      double weight = IntStream.range(begin, end).mapToDouble(block::weight).sum();
      return new WorkerReply(
          worker,
          WorkerReply.Status.DONE,
          new WorkerReply.Progress(sums.loss(), weight, end - begin, 1, 0, false),
          sums.rows(),
          sums.dense(),
          null);
    }

    /** Steps through all examples and settles the penalties. */
    void train(int... shares) {
      for (int step = 0; step < STEPS; step++) {
        step(BLOCK, step * BATCH_SIZE, shares);
      }
      replicas.forEach(Replica::catchUpAll);
    }

    DeepFMParameters parameters(int worker) {
      return replicas.get(worker).parameters();
    }
  }

  private static int[] order(ExampleBlock block) {
    return IntStream.range(0, block.size()).toArray();
  }

  private void assertTogetherAsOne(DeepFMConfig config, TrainingConfig training) {
    Replica alone = new CpuReplica(config, training, RandomParameters.of(config, 5));
    double loss = alone.train(BLOCK, ORDER, 0, BLOCK.size());
    alone.catchUpAll();
    for (int[] shares : SHARES) {
      Team team = new Team(config, training, shares.length);
      team.train(shares);
      String workers = shares.length + " workers";
      assertEquals(loss, team.loss, 1e-3, workers);
      assertArrayEquals(alone.parameters().dense(), team.parameters(0).dense(), 2e-5f, workers);
      for (int t = 0; t < config.schema().numTables(); t++) {
        assertArrayEquals(
            alone.parameters().table(t).values(),
            team.parameters(0).table(t).values(),
            2e-5f,
            workers + ", table " + t);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = OptimizerType.class,
      names = {"SGD", "ADAGRAD", "FTRL"})
  void workersTogetherMakeTheStepsOfOneWithAllTheirExamples(OptimizerType type) {
    assertTogetherAsOne(config(false, 0), training(type, 0, PenaltyMode.AUTO));
  }

  @ParameterizedTest
  @EnumSource(PenaltyMode.class)
  void penaltiesAreThoseOfOneWorkersSteps(PenaltyMode mode) {
    assertTogetherAsOne(config(false, 0), training(OptimizerType.ADAGRAD, 0.1, mode));
  }

  /** Cut to a norm of 0.05 the gradients of all steps are shorter than they are. */
  @Test
  void theGradientOfAllWorkersTogetherIsCutToTheNorm() {
    TrainingConfig training = training(OptimizerType.SGD, 0, PenaltyMode.AUTO);
    TrainingConfig clipped = TrainingConfigs.clipped(training, 0.05);
    assertTogetherAsOne(config(false, 0), clipped);
    Team free = new Team(config(false, 0), training, 2);
    Team cut = new Team(config(false, 0), clipped, 2);
    free.train(15, 9);
    cut.train(15, 9);
    assertFalse(Arrays.equals(free.parameters(0).dense(), cut.parameters(0).dense()));
  }

  @ParameterizedTest
  @CsvSource({
    "ADAM, 0, AUTO, 1",
    "ADAM, 0.1, LAZY, 2",
    "FTRL, 0.1, EAGER, 2",
    "ROW_WISE_ADAGRAD, 0, AUTO, 3"
  })
  void replicasStayEqualBitForBitAlsoWithBatchNormAndDropout(
      OptimizerType type, double l2, PenaltyMode mode, int threads) {
    TrainingConfig training =
        TrainingConfigs.withThreads(TrainingConfigs.clipped(training(type, l2, mode), 1), threads);
    DeepFMConfig config = config(true, 0.25);
    Team team = new Team(config, training, 3);
    Team again = new Team(config, training, 3);
    team.train(11, 0, 13);
    again.train(11, 0, 13);
    for (int worker = 0; worker < 3; worker++) {
      assertSameBits(team.parameters(0), team.parameters(worker));
      assertSameBits(team.parameters(0), again.parameters(worker));
    }
    assertFalse(Arrays.equals(RandomParameters.of(config, 5).dense(), team.parameters(0).dense()));
  }

  private static void assertSameBits(DeepFMParameters expected, DeepFMParameters actual) {
    assertArrayEquals(expected.dense(), actual.dense());
    for (int t = 0; t < expected.tables().size(); t++) {
      assertArrayEquals(expected.table(t).values(), actual.table(t).values(), "table " + t);
    }
  }

  /** Batch norm sees the same examples, and the mean of one worker's statistics is its own. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void oneWorkerWithBatchNormMakesItsOwnSteps(int threads) {
    DeepFMConfig config = config(true, 0.25);
    TrainingConfig training =
        TrainingConfigs.withThreads(training(OptimizerType.SGD, 0, PenaltyMode.AUTO), threads);
    Replica alone = new CpuReplica(config, training.withSeed(0), RandomParameters.of(config, 5));
    alone.train(BLOCK, ORDER, 0, BLOCK.size());
    Team team = new Team(config, training, 1);
    team.train(BATCH_SIZE);
    assertArrayEquals(alone.parameters().dense(), team.parameters(0).dense(), 2e-5f);
  }

  /**
   * The first worker reads the row with value 0 in every step, the second has no examples: if only
   * the first brought the row up to date, its steps without data would be made up in other strides.
   */
  @Test
  void aRowWhoseValuesAreZeroIsLeftToItsNextGradientByAllReplicas() {
    DeepFMConfig config =
        ModelConfigs.of(
            new FieldSchema(List.of(Field.numeric("price"))),
            2,
            List.of(),
            Activation.RELU,
            0,
            false,
            Interaction.FIELD,
            Head.SUM);
    int steps = 200;
    float[] prices = new float[steps];
    prices[0] = 1;
    prices[steps - 1] = 1;
    ExampleBlock block =
        new ExampleBlock(
            steps, new float[steps], null, new FieldColumn[] {FieldColumn.numeric(prices)}, false);
    Team team = new Team(config, training(OptimizerType.ADAM, 0.1, PenaltyMode.LAZY), 2);
    for (int step = 0; step < steps; step++) {
      team.step(block, step, 1, 0);
    }
    assertSameBits(team.parameters(0), team.parameters(1));
  }
}
