package io.sparkdeepfm.testing;

import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingConfig.Averaged;
import io.sparkdeepfm.engine.TrainingConfig.PenaltyMode;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.Initialization;
import io.sparkdeepfm.model.Initialization.EmbeddingInitializer;
import io.sparkdeepfm.model.Initialization.FirstOrderInitializer;
import io.sparkdeepfm.model.Initialization.MlpInitializer;
import io.sparkdeepfm.optim.LearningRateSchedule;
import io.sparkdeepfm.optim.LearningRateSchedule.ScheduleType;
import io.sparkdeepfm.optim.OptimizerConfig;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.optim.Penalty;

/** Training configurations of which a test says what matters to it. */
public final class TrainingConfigs {
  public static final LearningRateSchedule CONSTANT =
      new LearningRateSchedule(ScheduleType.CONSTANT, 0, 0, 0);

  /** Embeddings from N(0, 0.01²), first-order weights 0, MLP by Glorot's normal distribution. */
  public static final Initialization INITIALIZATION =
      new Initialization(
          EmbeddingInitializer.NORMAL,
          0.01,
          FirstOrderInitializer.ZERO,
          MlpInitializer.GLOROT_NORMAL);

  private TrainingConfigs() {}

  /** With the usual constants. */
  public static OptimizerConfig optimizer(
      OptimizerType type, double learningRate, Penalty penalty) {
    return new OptimizerConfig(
        type,
        learningRate,
        OptimizerConfig.DEFAULT_MOMENTUM,
        OptimizerConfig.DEFAULT_ACCUMULATOR,
        penalty);
  }

  /** One optimizer, a constant learning rate, L2 on all embedding rows in every step. */
  public static TrainingConfig of(
      OptimizerType optimizer,
      double learningRate,
      double l2,
      int batchSize,
      int numEpochs,
      int numWorkers,
      int averagingFrequency,
      int threadsPerWorker,
      long seed) {
    return new TrainingConfig(
        optimizer(optimizer, learningRate, new Penalty(0, l2)),
        optimizer(optimizer, learningRate, Penalty.NONE),
        CONSTANT,
        PenaltyMode.AUTO,
        0,
        batchSize,
        numEpochs,
        numWorkers,
        Averaged.PARAMETERS,
        averagingFrequency,
        threadsPerWorker,
        Precision.FLOAT32,
        seed,
        INITIALIZATION);
  }

  /** On one worker with one thread. */
  public static TrainingConfig of(
      OptimizerConfig embeddings, OptimizerConfig layers, PenaltyMode mode, int batchSize) {
    return new TrainingConfig(
        embeddings,
        layers,
        CONSTANT,
        mode,
        0,
        batchSize,
        1,
        1,
        Averaged.PARAMETERS,
        1,
        1,
        Precision.FLOAT32,
        1,
        INITIALIZATION);
  }

  /** The same with gradients of at most some norm. */
  public static TrainingConfig clipped(TrainingConfig training, double maxGradientNorm) {
    return with(
        training,
        maxGradientNorm,
        training.averaging(),
        training.threadsPerWorker(),
        training.precision());
  }

  /** The same with matrix products of another precision. */
  public static TrainingConfig withPrecision(TrainingConfig training, Precision precision) {
    return with(
        training,
        training.maxGradientNorm(),
        training.averaging(),
        training.threadsPerWorker(),
        precision);
  }

  /** The same with so many threads. */
  public static TrainingConfig withThreads(TrainingConfig training, int threads) {
    return with(
        training, training.maxGradientNorm(), training.averaging(), threads, training.precision());
  }

  /** The same with gradients averaged. */
  public static TrainingConfig averagingGradients(TrainingConfig training) {
    return with(
        training,
        training.maxGradientNorm(),
        Averaged.GRADIENTS,
        training.threadsPerWorker(),
        training.precision());
  }

  private static TrainingConfig with(
      TrainingConfig training,
      double maxGradientNorm,
      Averaged averaging,
      int threads,
      Precision precision) {
    return new TrainingConfig(
        training.embeddings(),
        training.layers(),
        training.schedule(),
        training.penaltyMode(),
        maxGradientNorm,
        training.batchSize(),
        training.numEpochs(),
        training.numWorkers(),
        averaging,
        training.averagingFrequency(),
        threads,
        precision,
        training.seed(),
        training.initialization());
  }
}
