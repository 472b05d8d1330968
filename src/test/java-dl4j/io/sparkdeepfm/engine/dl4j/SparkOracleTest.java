package io.sparkdeepfm.engine.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingConfig.Averaged;
import io.sparkdeepfm.engine.TrainingConfig.PenaltyMode;
import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.engine.TrainingEngine.Session.EpochResult;
import io.sparkdeepfm.engine.cpu.CpuEngine;
import io.sparkdeepfm.engine.dl4j.Dl4jEngine.AveragingOptions;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.metric.ScoredExamples;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.optim.LearningRateSchedule;
import io.sparkdeepfm.optim.LearningRateSchedule.ScheduleType;
import io.sparkdeepfm.optim.OptimizerConfig;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.optim.Penalty;
import io.sparkdeepfm.testing.RandomExamples;
import io.sparkdeepfm.testing.RandomParameters;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The engines as oracles of each other on Spark, through the seam. */
@Tag("spark")
class SparkOracleTest {
  private static final int BATCH = 64;
  private static final double TOLERANCE = 1e-4;
  private final RandomExamples examples = RandomExamples.everyKind(8);
  private static final LearningRateSchedule COSINE =
      new LearningRateSchedule(ScheduleType.COSINE, 3, 0.001, 40);

  private static TrainingConfig training(
      OptimizerType type, double momentum, int numWorkers, LearningRateSchedule schedule) {
    OptimizerConfig optimizer = new OptimizerConfig(type, 0.02, momentum, 0.1, Penalty.NONE);
    return new TrainingConfig(
        optimizer,
        optimizer,
        schedule,
        PenaltyMode.EAGER,
        0,
        BATCH,
        2,
        numWorkers,
        Averaged.PARAMETERS,
        5,
        1,
        Precision.FLOAT32,
        7,
        TrainingConfigs.INITIALIZATION);
  }

  /**
   * With one worker a round is an epoch: the rule must go on where the last round ended. All
   * batches are whole, for Adam differs on rows that a batch does not hold.
   */
  @ParameterizedTest
  @CsvSource({"ADAM, weighted", "SGD, byField", "ADAGRAD, norm"})
  void oneWorkerDrawsTheSameBatchesAndGoesOnInTheNextRound(OptimizerType type, String shape) {
    DeepFMConfig config = Shapes.named(shape, examples.schema());
    List<List<ExampleBlock>> blocks =
        List.of(List.of(examples.weightedBlock(350), examples.weightedBlock(290)));
    TrainingConfig training = training(type, 0.9, 1, COSINE);
    assertSame(config, training, blocks, 2);
  }

  /** Both workers hold the same examples, so that they touch each row equally often in a round. */
  @Test
  void twoWorkersAreAveragedAsTheOtherEngineAveragesThem() {
    DeepFMConfig config = Shapes.named("weighted", examples.schema());
    List<ExampleBlock> data = List.of(examples.block(5 * BATCH));
    TrainingConfig training = training(OptimizerType.SGD, 0, 2, TrainingConfigs.CONSTANT);
    assertSame(config, training, List.of(data, data), 4);
  }

  private static void assertSame(
      DeepFMConfig config, TrainingConfig training, List<List<ExampleBlock>> blocks, int epochs) {
    DeepFMParameters initial = RandomParameters.of(config, 3, 0.3);
    DeepFMParameters expected =
        SparkTraining.train(
            new CpuEngine(), SparkTraining.job(config, training, initial, blocks), epochs);
    DeepFMParameters actual =
        SparkTraining.train(
            new Dl4jEngine(AveragingOptions.DEFAULT),
            SparkTraining.job(config, training, initial, blocks),
            epochs);
    SameParameters.assertMoved(initial, expected);
    SameParameters.assertClose(config, expected, actual, TOLERANCE);
  }

  /** A round is an epoch of five steps here, so this is an engine that begins anew in each. */
  @Test
  void optimizerStateThatIsNotAveragedBeginsAnewInEachRound() {
    DeepFMConfig config = Shapes.named("weighted", examples.schema());
    TrainingConfig training = training(OptimizerType.ADAM, 0, 1, TrainingConfigs.CONSTANT);
    List<List<ExampleBlock>> blocks = List.of(List.of(examples.block(5 * BATCH)));
    DeepFMParameters initial = RandomParameters.of(config, 3, 0.3);
    TrainingEngine.Job job = SparkTraining.job(config, training, initial, blocks);
    DeepFMParameters expected = initial;
    for (int epoch = 1; epoch <= 2; epoch++) {
      TrainingEngine.Job one = SparkTraining.job(config, training, expected, blocks);
      try (TrainingEngine.Session session = new CpuEngine().open(one)) {
        session.trainEpoch(epoch, 1, done -> {});
        expected = session.parameters().copy();
      } finally {
        one.blocks().unpersist();
      }
    }
    DeepFMParameters actual =
        SparkTraining.train(new Dl4jEngine(new AveragingOptions(false, 1)), job, 2);
    SameParameters.assertClose(config, expected, actual, TOLERANCE);
  }

  @Test
  void lossesScoresAndProgressAreThoseOfTheOtherEngine() {
    DeepFMConfig config = Shapes.named("byFeature", examples.schema());
    ExampleBlock validation = validation(examples.weightedBlock(90));
    List<List<ExampleBlock>> blocks =
        List.of(List.of(examples.weightedBlock(350), validation, examples.weightedBlock(290)));
    TrainingConfig training = training(OptimizerType.ADAM, 0, 1, TrainingConfigs.CONSTANT);
    Epoch expected = epoch(new CpuEngine(), config, training, blocks);
    Epoch actual = epoch(new Dl4jEngine(AveragingOptions.DEFAULT), config, training, blocks);
    assertEquals(expected.result().loss(), actual.result().loss(), 1e-5);
    assertEquals(expected.result().weightSum(), actual.result().weightSum(), 1e-3);
    assertEquals(640, actual.result().examples());
    assertTrue(actual.result().bytesExchanged() > 0);
    for (Epoch epoch : List.of(expected, actual)) {
      double seconds = epoch.result().workerSeconds();
      assertTrue(0 < seconds && seconds < epoch.seconds(), epoch.result().toString());
    }
    assertEquals(List.of(640L), actual.progress());
    float[] logits = actual.scores().get(0).logits();
    assertEquals(90, logits.length);
    for (int i = 0; i < logits.length; i++) {
      assertEquals(expected.scores().get(0).logits()[i], logits[i], 1e-4);
      assertEquals(validation.weight(i), actual.scores().get(0).weights()[i]);
    }
  }

  private record Epoch(
      EpochResult result, double seconds, List<ScoredExamples> scores, List<Long> progress) {}

  private static Epoch epoch(
      TrainingEngine engine,
      DeepFMConfig config,
      TrainingConfig training,
      List<List<ExampleBlock>> blocks) {
    List<Long> progress = new ArrayList<>();
    TrainingEngine.Job job =
        SparkTraining.job(config, training, RandomParameters.of(config, 3, 0.3), blocks);
    try (TrainingEngine.Session session = engine.open(job)) {
      long begin = System.nanoTime();
      EpochResult result = session.trainEpoch(1, 0.5, progress::add);
      double seconds = (System.nanoTime() - begin) * 1e-9;
      return new Epoch(result, seconds, session.scoreValidation(), progress);
    } finally {
      job.blocks().unpersist();
    }
  }

  private static ExampleBlock validation(ExampleBlock block) {
    return new ExampleBlock(block.size(), block.labels(), block.weights(), block.columns(), true);
  }
}
