package io.sparkdeepfm.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import io.sparkdeepfm.model.DeepFMConfig.DeepInput;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.Scorer;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.testing.Auc;
import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.MiniBatches;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.RandomExamples;
import io.sparkdeepfm.testing.RandomParameters;
import io.sparkdeepfm.testing.ReferenceAdagrad;
import io.sparkdeepfm.testing.ReferenceAdam;
import io.sparkdeepfm.testing.ReferenceDeepFM;
import io.sparkdeepfm.testing.ReferenceGradient;
import io.sparkdeepfm.testing.ReferenceOptimizer;
import io.sparkdeepfm.testing.ReferenceParameters;
import io.sparkdeepfm.testing.ReferenceTrainer;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The fast engine against the plain reference, on fields of every kind. */
class ReplicaTest {
  private static final double LEARNING_RATE = 0.01;
  private static final int BATCH_SIZE = 37;
  private static final int EXAMPLES = 100; // two whole batches and a part

  static Stream<DeepFMConfig> configs() {
    List<DeepFMConfig> configs = new ArrayList<>();
    Random random = new Random(5);
    for (Interaction interaction : Interaction.values()) {
      for (Head head : Head.values()) {
        for (Activation activation : Activation.values()) {
          for (List<Integer> hidden : List.of(List.<Integer>of(), List.of(7), List.of(8, 6))) {
            DeepFMConfig config =
                ModelConfigs.of(
                    RandomExamples.everyKind(random.nextLong()).schema(),
                    1 + random.nextInt(5),
                    hidden,
                    activation,
                    0,
                    random.nextBoolean(),
                    interaction,
                    head);
            configs.add(config);
            if (hidden.size() == 2) {
              configs.add(ModelConfigs.withDeep(config, Deep.FINAL));
              // Neural FM, and with the second order beside it:
              configs.add(
                  ModelConfigs.withDeepInput(
                      ModelConfigs.withParts(config, true, head == Head.WEIGHTED),
                      DeepInput.BI_INTERACTION,
                      0));
            }
          }
        }
      }
    }
    return configs.stream();
  }

  @ParameterizedTest
  @MethodSource("configs")
  void adagradStepsAreThoseOfTheReference(DeepFMConfig config) {
    compare(
        config, OptimizerType.ADAGRAD, ReferenceAdagrad.withLearningRate(LEARNING_RATE), 2, 1e-5);
  }

  /**
   * One step: Adam divides a gradient by its own size, so a gradient that is nothing but rounding
   * moves its parameter as far as any other, and later steps all of them.
   */
  @ParameterizedTest
  @MethodSource("configs")
  void anAdamStepIsThatOfTheReference(DeepFMConfig config) {
    RandomExamples examples = new SameFields(config).examples();
    ExampleBlock block = examples.weightedBlock(BATCH_SIZE);
    DeepFMParameters initial = RandomParameters.of(config, 3);
    ReferenceTrainer expected =
        new ReferenceTrainer(config, initial, ReferenceAdam.withLearningRate(LEARNING_RATE));
    Replica actual = new CpuReplica(config, training(OptimizerType.ADAM, 3), initial.copy());
    expected.step(block);
    actual.train(block, IntStream.range(0, BATCH_SIZE).toArray(), 0, BATCH_SIZE);
    ReferenceGradient gradient =
        new ReferenceDeepFM(config).gradient(ReferenceParameters.of(initial), block);
    for (int t = 0; t < config.schema().numTables(); t++) {
      assertCloseWhereItMatters(
          expected.parameters().table(t), actual.parameters().table(t).values(), gradient.table(t));
    }
    assertCloseWhereItMatters(
        expected.parameters().dense(), actual.parameters().dense(), gradient.dense());
  }

  /**
   * Mini-batches of several slices per thread, 3 steps over 4,500 examples whose 600 users and 900
   * items repeat, as in a real batch.
   */
  @ParameterizedTest
  @EnumSource(Deep.class)
  void miniBatchesOfManySlicesAreThoseOfTheReference(Deep deep) {
    FieldSchema schema =
        new FieldSchema(
            List.of(
                new Field("user", "user", 600, Pooling.SUM),
                new Field("item", "item", 900, Pooling.SUM),
                Field.numeric("age")));
    DeepFMConfig config =
        ModelConfigs.withDeep(
            ModelConfigs.of(
                schema,
                5,
                List.of(20, 8),
                Activation.RELU,
                0,
                false,
                Interaction.FEATURE,
                Head.SUM),
            deep);
    ExampleBlock block = users(4500);
    DeepFMParameters initial = RandomParameters.of(config, 3);
    ReferenceTrainer expected =
        new ReferenceTrainer(config, initial, ReferenceAdagrad.withLearningRate(LEARNING_RATE));
    TrainingConfig training =
        TrainingConfigs.of(OptimizerType.ADAGRAD, LEARNING_RATE, 0, 1500, 1, 1, 1, 2, 3);
    Replica actual = new CpuReplica(config, training, initial.copy());
    for (int from = 0; from < 4500; from += 1500) {
      expected.step(MiniBatches.select(block, IntStream.range(from, from + 1500).toArray()));
    }
    actual.train(block, IntStream.range(0, 4500).toArray(), 0, 4500);
    for (int t = 0; t < schema.numTables(); t++) {
      assertClose(expected.parameters().table(t), actual.parameters().table(t).values(), 1e-5);
    }
    assertClose(expected.parameters().dense(), actual.parameters().dense(), 1e-5);
  }

  private static ExampleBlock users(int examples) {
    Random random = new Random(8);
    float[] labels = new float[examples];
    int[] users = new int[examples];
    int[] items = new int[examples];
    float[] ages = new float[examples];
    for (int b = 0; b < examples; b++) {
      users[b] = random.nextInt(600);
      items[b] = random.nextInt(10) == 0 ? -1 : random.nextInt(900);
      ages[b] = random.nextFloat();
      labels[b] = random.nextInt(2);
    }
    FieldColumn[] columns = {
      FieldColumn.single(users), FieldColumn.single(items), FieldColumn.numeric(ages)
    };
    return new ExampleBlock(examples, labels, null, columns, false);
  }

  /** Within 1e-5, but for numbers whose gradient is lost in rounding. */
  private static void assertCloseWhereItMatters(
      double[] expected, float[] actual, double[] gradient) {
    for (int i = 0; i < expected.length; i++) {
      if (Math.abs(gradient[i]) > 1e-6) {
        assertEquals(expected[i], actual[i], 1e-5, "element " + i);
      }
    }
  }

  private static void compare(
      DeepFMConfig config,
      OptimizerType optimizer,
      ReferenceOptimizer reference,
      int threads,
      double tolerance) {
    RandomExamples examples = new SameFields(config).examples();
    ExampleBlock block = examples.weightedBlock(EXAMPLES);
    DeepFMParameters initial = RandomParameters.of(config, 3);
    ReferenceTrainer expected = new ReferenceTrainer(config, initial, reference);
    Replica actual = new CpuReplica(config, training(optimizer, threads), initial.copy());

    int[] order = shuffled(EXAMPLES);
    double expectedLoss = 0;
    for (int from = 0; from < EXAMPLES; from += BATCH_SIZE) {
      int to = Math.min(EXAMPLES, from + BATCH_SIZE);
      ExampleBlock batch =
          MiniBatches.select(block, IntStream.range(from, to).map(i -> order[i]).toArray());
      expectedLoss += expected.step(batch) * weight(batch);
    }
    double actualLoss = actual.train(block, order, 0, EXAMPLES);

    assertEquals(expectedLoss, actualLoss, 1e-4 * expectedLoss);
    for (int t = 0; t < config.schema().numTables(); t++) {
      assertClose(expected.parameters().table(t), actual.parameters().table(t).values(), tolerance);
    }
    assertClose(expected.parameters().dense(), actual.parameters().dense(), tolerance);
    assertScoresAgree(config, expected, actual, block);
  }

  private static void assertScoresAgree(
      DeepFMConfig config, ReferenceTrainer expected, Replica actual, ExampleBlock block) {
    double[] logits =
        new ReferenceDeepFM(config)
            .logits(expected.parameters(), block, ReferenceDeepFM.Mode.INFERENCE);
    assertClose(logits, new Scorer(config, actual.parameters()).logits(block), 5e-3);
  }

  /** Examples with the fields of a config that was made from the same seed. */
  private record SameFields(DeepFMConfig config) {
    RandomExamples examples() {
      Random random = new Random(5);
      while (true) {
        RandomExamples candidate = RandomExamples.everyKind(random.nextLong());
        if (candidate.schema().equals(config.schema())) {
          return candidate;
        }
        random.nextInt(5);
        random.nextBoolean();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Deep.class)
  void theSameSeedGivesTheSameParametersBitForBitForEachNumberOfThreads(Deep deep) {
    ClickGenerator clicks = ClickGenerator.interacting(1);
    DeepFMConfig config = ModelConfigs.withDeep(withDropout(clicks.config()), deep);
    ExampleBlock block = clicks.next(500).block();
    for (int threads = 1; threads <= 3; threads++) {
      float[] first = trained(config, block, threads, 1).parameters().dense();
      float[] second = trained(config, block, threads, 1).parameters().dense();
      assertArrayEquals(first, second);
      assertNotEquals(first[0], trained(config, block, threads, 2).parameters().dense()[0]);
    }
  }

  @ParameterizedTest
  @EnumSource(Deep.class)
  void theNumberOfThreadsChangesRoundingOnlyAlsoWithDropoutAndBatchNorm(Deep deep) {
    ClickGenerator clicks = ClickGenerator.interacting(1);
    DeepFMConfig config = ModelConfigs.withDeep(withDropout(clicks.config()), deep);
    ExampleBlock block = clicks.next(500).block();
    float[] one = trained(config, block, 1, 1).parameters().table(0).values();
    float[] three = trained(config, block, 3, 1).parameters().table(0).values();
    assertArrayEquals(one, three, 2e-3f);
  }

  @Test
  void moreThreadsThanExamplesAreNoProblem() {
    ClickGenerator clicks = ClickGenerator.interacting(1);
    Replica replica =
        new CpuReplica(
            withDropout(clicks.config()),
            training(OptimizerType.ADAM, 4),
            RandomParameters.of(withDropout(clicks.config()), 1));
    assertTrue(Double.isFinite(replica.train(clicks.next(2).block(), new int[] {0, 1}, 0, 2)));
    assertEquals(1, replica.step());
  }

  @Test
  void trainingComesCloseToTheBestPossibleAuc() {
    ClickGenerator clicks = ClickGenerator.interacting(4);
    DeepFMConfig config = clicks.config();
    ExampleBlock block = clicks.next(40_000).block();
    TrainingConfig training = TrainingConfigs.of(OptimizerType.ADAM, 0.01, 0, 256, 1, 1, 1, 2, 9);
    Replica replica = new CpuReplica(config, training, RandomParameters.of(config, 2, 0.01));
    for (int epoch = 0; epoch < 4; epoch++) {
      replica.train(block, shuffled(block.size()), 0, block.size());
    }
    ClickGenerator.Clicks test = clicks.next(20_000);
    float[] logits = new Scorer(config, replica.parameters()).logits(test.block());
    double auc = Auc.auc(widen(logits), test.labels());
    assertTrue(auc > test.bestAuc() - 0.01, () -> "AUC " + auc + " of at most " + test.bestAuc());
  }

  private static Replica trained(DeepFMConfig config, ExampleBlock block, int threads, long seed) {
    TrainingConfig training =
        TrainingConfigs.of(OptimizerType.ADAM, LEARNING_RATE, 0, 64, 1, 1, 1, threads, seed);
    Replica replica = new CpuReplica(config, training, RandomParameters.of(config, 6));
    replica.train(block, shuffled(block.size()), 0, block.size());
    return replica;
  }

  private static DeepFMConfig withDropout(DeepFMConfig config) {
    return ModelConfigs.withDeepInput(
        ModelConfigs.of(
            config.schema(),
            config.embeddingDim(),
            List.of(16, 8),
            Activation.TANH,
            0.25,
            true,
            config.interaction(),
            config.head()),
        config.deepInput(),
        0.2);
  }

  private static TrainingConfig training(OptimizerType optimizer, int threads) {
    return TrainingConfigs.of(optimizer, LEARNING_RATE, 0, BATCH_SIZE, 1, 1, 1, threads, 1);
  }

  private static int[] shuffled(int n) {
    int[] order = IntStream.range(0, n).toArray();
    Random random = new Random(17);
    for (int i = n - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
    return order;
  }

  private static double weight(ExampleBlock block) {
    return IntStream.range(0, block.size()).mapToDouble(block::weight).sum();
  }

  private static double[] widen(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  private static void assertClose(double[] expected, float[] actual, double tolerance) {
    assertArrayEquals(expected, widen(actual), tolerance);
  }
}
