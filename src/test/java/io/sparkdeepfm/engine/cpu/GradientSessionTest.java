package io.sparkdeepfm.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.SplitMix64;
import io.sparkdeepfm.data.WorkerExamples;
import io.sparkdeepfm.engine.EpochWindow;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.engine.TrainingEngine.Session.EpochResult;
import io.sparkdeepfm.metric.ScoredExamples;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.Scorer;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.testing.MiniBatches;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.RandomExamples;
import io.sparkdeepfm.testing.RandomParameters;
import io.sparkdeepfm.testing.SharedSpark;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two workers that average gradients, through Spark jobs; the second has fewer steps. */
@Tag("spark")
class GradientSessionTest {
  /** Makes the workers' replicas; the tests hold for every kind. */
  ReplicaFactory replicas() {
    return new CpuReplica.Factory();
  }

  private static final int BATCH_SIZE = 10;
  private static final int STEPS = 10;
  private static final RandomExamples EXAMPLES = RandomExamples.everyKind(3);

  private static final DeepFMConfig CONFIG =
      ModelConfigs.of(
          EXAMPLES.schema(),
          3,
          List.of(6),
          Activation.RELU,
          0,
          false,
          Interaction.FEATURE,
          Head.WEIGHTED);

  private static final ExampleBlock VALIDATION = EXAMPLES.weightedBlock(12);

  private static final List<List<ExampleBlock>> BLOCKS =
      List.of(
          List.of(EXAMPLES.weightedBlock(60), EXAMPLES.weightedBlock(35)),
          List.of(
              new ExampleBlock(
                  12, VALIDATION.labels(), VALIDATION.weights(), VALIDATION.columns(), true),
              EXAMPLES.weightedBlock(42)));

  private static final List<WorkerExamples> WORKERS =
      List.of(new WorkerExamples(95, 60), new WorkerExamples(42, 42));

  private static final TrainingConfig TRAINING =
      TrainingConfigs.averagingGradients(
          TrainingConfigs.of(OptimizerType.ADAGRAD, 0.05, 0.01, BATCH_SIZE, 2, 2, 1, 1, 11));

  private static JavaRDD<ExampleBlock> blocks;

  @BeforeAll
  static void persist() {
    blocks =
        JavaSparkContext.fromSparkContext(SharedSpark.get().sparkContext())
            .parallelize(new ArrayList<>(BLOCKS), 2)
            .flatMap(List::iterator)
            .cache();
  }

  @AfterAll
  static void unpersist() {
    blocks.unpersist();
  }

  @AfterEach
  void noWorkerIsLeft() {
    assertEquals(0, Workers.count());
  }

  private CpuSession open(DeepFMParameters initial) {
    return new CpuSession(
        new TrainingEngine.Job(blocks, WORKERS, CONFIG, TRAINING, 2, initial.copy()), replicas());
  }

  private static DeepFMParameters initial() {
    return RandomParameters.of(CONFIG, 5);
  }

  private static void assertSameBits(DeepFMParameters expected, DeepFMParameters actual) {
    assertClose(expected, actual, 0);
  }

  private static void assertClose(
      DeepFMParameters expected, DeepFMParameters actual, float tolerance) {
    assertArrayEquals(expected.dense(), actual.dense(), tolerance);
    for (int t = 0; t < expected.tables().size(); t++) {
      assertArrayEquals(
          expected.table(t).values(), actual.table(t).values(), tolerance, "table " + t);
    }
  }

  /** What worker {@code index} draws in a step, or null. */
  private static ExampleBlock drawn(int index, int epoch, int step) {
    List<ExampleBlock> training =
        BLOCKS.get(index).stream().filter(block -> !block.validation()).toList();
    EpochWindow window =
        EpochWindow.shuffle(epoch, 0, training, SplitMix64.combine(TRAINING.seed(), index));
    int from = step * BATCH_SIZE;
    int to = Math.min(from + BATCH_SIZE, window.order().length);
    return from >= to
        ? null
        : MiniBatches.select(
            window.examples(), IntStream.range(from, to).map(i -> window.order()[i]).toArray());
  }

  @Test
  void anEpochIsThatOfOneWorkerWithTheBatchesOfAll() {
    Replica one =
        new CpuReplica(
            CONFIG,
            TrainingConfigs.of(OptimizerType.ADAGRAD, 0.05, 0.01, 2 * BATCH_SIZE, 2, 1, 1, 1, 11),
            initial());
    double loss = 0;
    for (int epoch = 1; epoch <= 2; epoch++) {
      loss = 0;
      for (int step = 0; step < STEPS; step++) {
        List<ExampleBlock> parts = new ArrayList<>(List.of(drawn(0, epoch, step)));
        if (drawn(1, epoch, step) != null) {
          parts.add(drawn(1, epoch, step));
        }
        ExampleBlock all = ExampleBlock.concatenate(parts);
        loss += one.train(all, IntStream.range(0, all.size()).toArray(), 0, all.size());
      }
      one.catchUpAll();
    }
    try (CpuSession session = open(initial())) {
      List<Long> done = new ArrayList<>();
      session.trainEpoch(1, 1, done::add);
      EpochResult result = session.trainEpoch(2, 1, examples -> {});
      assertClose(one.parameters(), session.parameters(), 2e-5f);
      assertEquals(loss, result.lossSum(), 1e-3);
      assertEquals(95 + 42, result.examples());
      assertEquals(STEPS + 1, result.rounds());
      assertTrue(result.bytesExchanged() > 0);
      assertEquals(20L, done.get(0));
      assertEquals(137L, done.get(STEPS - 1));
    }
  }

  @Test
  void twoTrainingsOfOneSeedGiveTheSameBitsAndValidationScoresAreThoseOfTheirParameters() {
    try (CpuSession first = open(initial());
        CpuSession second = open(initial())) {
      for (int epoch = 1; epoch <= 2; epoch++) {
        first.trainEpoch(epoch, 1, done -> {});
        second.trainEpoch(epoch, 1, done -> {});
      }
      assertSameBits(first.parameters(), second.parameters());
      List<ScoredExamples> scores = first.scoreValidation();
      assertEquals(0, scores.get(0).logits().length);
      assertArrayEquals(
          new Scorer(CONFIG, first.parameters()).logits(VALIDATION), scores.get(1).logits(), 1e-5f);
    }
  }

  /** The second epoch of a training that begins it with the parameters of the first's end. */
  private DeepFMParameters anewFromTheFirstEpoch() {
    DeepFMParameters between;
    try (CpuSession session = open(initial())) {
      session.trainEpoch(1, 1, done -> {});
      between = session.parameters().copy();
    }
    try (CpuSession session = open(between)) {
      session.trainEpoch(2, 1, done -> {});
      return session.parameters().copy();
    }
  }

  @Test
  void anEpochInWhichAWorkerIsLostBeginsAnewForAllWithFreshOptimizerState() {
    try (CpuSession session = open(initial())) {
      session.trainEpoch(1, 1, done -> {});
      EpochResult result = session.trainEpoch(2, 1, new Loss(session, 1, 3));
      assertEquals(137, result.examples());
      assertSameBits(anewFromTheFirstEpoch(), session.parameters());
    }
  }

  @Test
  void aWorkerLostAfterTheLastStepIsNoticedAtTheEndOfTheEpoch() {
    try (CpuSession session = open(initial())) {
      session.trainEpoch(1, 1, done -> {});
      session.trainEpoch(2, 1, new Loss(session, 0, STEPS));
      assertSameBits(anewFromTheFirstEpoch(), session.parameters());
    }
  }

  @Test
  void aWorkerReplacedForTheValidationMakesAllBeginTheNextEpochWithFreshOptimizerState() {
    try (CpuSession session = open(initial())) {
      session.trainEpoch(1, 1, done -> {});
      Workers.release(session.runId(), 1);
      assertArrayEquals(
          new Scorer(CONFIG, session.parameters()).logits(VALIDATION),
          session.scoreValidation().get(1).logits(),
          1e-5f);
      session.trainEpoch(2, 1, done -> {});
      assertSameBits(anewFromTheFirstEpoch(), session.parameters());
    }
  }

  @Test
  void executorsThatAlwaysLoseAWorkerEndTheTraining() {
    try (CpuSession session = open(initial())) {
      LongConsumer always = done -> Workers.release(session.runId(), 1);
      Exception error =
          assertThrows(IllegalStateException.class, () -> session.trainEpoch(1, 1, always));
      assertEquals(
          "Epoch 1 was begun 10 times with averaging 'gradients', and each time an executor with a"
              + " worker was lost; use executors that stay, or averaging 'parameters'.",
          error.getMessage());
    }
  }

  /** Drops a worker after so many steps, once. */
  private static final class Loss implements LongConsumer {
    private final CpuSession session;
    private final int worker;
    private final int afterSteps;
    private int steps;

    Loss(CpuSession session, int worker, int afterSteps) {
      this.session = session;
      this.worker = worker;
      this.afterSteps = afterSteps;
    }

    @Override
    public void accept(long examplesDone) {
      steps++;
      if (steps == afterSteps) {
        Workers.release(session.runId(), worker);
      }
    }
  }
}
