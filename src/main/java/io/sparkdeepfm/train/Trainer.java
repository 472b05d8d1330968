package io.sparkdeepfm.train;

import io.sparkdeepfm.engine.EngineSession;
import io.sparkdeepfm.engine.EpochResult;
import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.engine.TrainingJob;
import io.sparkdeepfm.model.DeepFMParameters;
import java.util.ArrayList;
import java.util.List;

/** Trains epoch after epoch on encoded data, with validation and progress between them. */
public final class Trainer {
  private final TrainingEngine engine;
  private final ProgressListener progress;

  public Trainer(TrainingEngine engine, ProgressListener progress) {
    this.engine = engine;
    this.progress = progress;
  }

  /**
   * The outcome of a training.
   *
   * @param parameters learned
   * @param history one entry per epoch
   */
  public record Outcome(DeepFMParameters parameters, List<EpochMetrics> history) {}

  /** Trains as the job says. */
  public Outcome train(TrainingJob job, ExampleCounts counts) {
    List<EpochMetrics> history = new ArrayList<>();
    int numEpochs = job.training().numEpochs();
    try (EngineSession session = engine.open(job)) {
      progress.trainingStarted(numEpochs, counts.training());
      for (int epoch = 1; epoch <= numEpochs; epoch++) {
        EpochMetrics metrics = trainEpoch(session, epoch, counts.validation() > 0);
        history.add(metrics);
        progress.epochDone(metrics);
      }
      return new Outcome(session.parameters(), List.copyOf(history));
    }
  }

  private EpochMetrics trainEpoch(EngineSession session, int epoch, boolean validate) {
    long begin = System.nanoTime();
    EpochResult result =
        session.trainEpoch(epoch, examples -> progress.examplesDone(epoch, examples));
    double seconds = (System.nanoTime() - begin) * 1e-9;
    checkFinite(result.loss(), epoch);
    BinaryMetrics validation =
        validate
            ? BinaryMetrics.of(session.scoreValidation())
            : new BinaryMetrics(Double.NaN, Double.NaN);
    return new EpochMetrics(
        epoch,
        result.loss(),
        validation.logLoss(),
        validation.auc(),
        seconds,
        result.examples() / seconds,
        result.rounds(),
        result.bytesExchanged());
  }

  private static void checkFinite(double loss, int epoch) {
    if (!Double.isFinite(loss)) {
      throw new IllegalStateException(
          String.format(
              "The loss of epoch %d is %s: the training diverged; use a smaller learningRate or scale"
                  + " the numeric fields.",
              epoch, loss));
    }
  }
}
