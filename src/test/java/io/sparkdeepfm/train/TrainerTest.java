package io.sparkdeepfm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.encode.ExampleCounts;
import io.sparkdeepfm.encode.RowRules.PriorCorrection;
import io.sparkdeepfm.engine.EpochPart;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.engine.TrainingEngine.Session.EpochResult;
import io.sparkdeepfm.metric.ScoredExamples;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.optim.Loss;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.testing.TrainingConfigs;
import io.sparkdeepfm.train.ValidationPlan.ValidationMetric;
import java.util.List;
import org.apache.spark.SparkContext;
import org.junit.jupiter.api.Test;

/** What is made of an engine's epochs, with an engine that trains nothing. */
class TrainerTest {
  private static final int WORKERS = 2;
  private static final TrainingConfig TRAINING =
      TrainingConfigs.of(OptimizerType.SGD, 0.1, 0, 10, 3, WORKERS, 1, 1, 1);

  private static final class Pretended implements TrainingEngine, TrainingEngine.Session {
    private final DeepFMParameters parameters = new DeepFMParameters(List.of(), new float[1]);
    private boolean closed;

    @Override
    public String name() {
      return "pretended";
    }

    @Override
    public void checkOptions(
        DeepFMConfig.Deep deep, int numTowers, Loss loss, TrainingConfig training) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void checkCluster(
        DeepFMConfig config, TrainingConfig training, SparkContext context, int workersAtOnce) {
      throw new UnsupportedOperationException();
    }

    @Override
    public TrainingEngine.Session open(TrainingEngine.Job job) {
      return this;
    }

    @Override
    public EpochResult trainEpoch(
        int epoch, double scale, EpochPart begun, EpochPart.Listener listener) {
      return new EpochResult(20.0 / epoch, 40, 400, 5 * epoch, 0.25 * epoch, 1000L * epoch);
    }

    @Override
    public List<ScoredExamples> scoreValidation() {
      throw new UnsupportedOperationException();
    }

    @Override
    public DeepFMParameters parameters() {
      return parameters;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void everyEpochIsWrittenDownAndTheLastOneIsKeptWithoutValidation() {
    Pretended engine = new Pretended();
    Trainer trainer =
        new Trainer(
            engine,
            Loss.LOG,
            new ValidationPlan(ValidationMetric.AUC, 1, 1, 1),
            new PriorCorrection(1),
            ProgressListener.NONE);
    Trainer.Outcome outcome =
        trainer.train(
            new TrainingEngine.Job(null, null, null, TRAINING, 1, null),
            new ExampleCounts(400, 100, 400, 100, 0, 0, 0));
    assertTrue(engine.closed);
    assertEquals(3, outcome.bestEpoch());
    assertEquals(3, outcome.history().size());
    for (EpochMetrics epoch : outcome.history()) {
      int number = epoch.epoch();
      assertEquals(0.5 / number, epoch.loss(), 1e-12);
      assertEquals(400, epoch.examplesPerSecond() * epoch.seconds(), 1e-6);
      assertEquals(0.25 * number, epoch.computeShare() * WORKERS * epoch.seconds(), 1e-9);
      assertEquals(5 * number, epoch.rounds());
      assertEquals(1000L * number, epoch.bytesExchanged());
    }
  }
}
