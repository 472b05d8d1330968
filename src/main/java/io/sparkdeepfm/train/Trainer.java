package io.sparkdeepfm.train;

import io.sparkdeepfm.encode.ExampleCounts;
import io.sparkdeepfm.encode.RowRules.PriorCorrection;
import io.sparkdeepfm.engine.LostWorkersException;
import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.metric.ValidationCurves;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.optim.Loss;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trains epoch after epoch on encoded data, with validation and progress between them. */
public final class Trainer {
  /**
   * Mean of −log p beyond which logits have run away: with a single wrong class of all rows at p =
   * e⁻¹⁰, where a weight of a thousand on the positives costs 7.
   */
  private static final double SATURATED_LOG_LOSS = 10;

  /** More losses in a row are not bad luck. */
  private static final int MAX_TRIES = 10;

  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

  private final TrainingEngine engine;
  private final Loss loss;
  private final ValidationPlan plan;
  private final PriorCorrection correction;
  private final ProgressListener progress;

  /**
   * @param loss of the model
   * @param correction of the logits, in the metrics and in the outcome
   */
  public Trainer(
      TrainingEngine engine,
      Loss loss,
      ValidationPlan plan,
      PriorCorrection correction,
      ProgressListener progress) {
    this.engine = engine;
    this.loss = loss;
    this.plan = plan;
    this.correction = correction;
    this.progress = progress;
  }

  /**
   * The outcome of a training.
   *
   * @param parameters of the best epoch, by the validation rows; without such of the last
   * @param history one entry per epoch
   * @param bestEpoch the one whose parameters these are, from 1
   * @param curves of the validation rows after that epoch
   */
  public record Outcome(
      DeepFMParameters parameters,
      List<EpochMetrics> history,
      int bestEpoch,
      ValidationCurves curves) {}

  /** Trains as the job says. */
  public Outcome train(TrainingEngine.Job job, ExampleCounts counts) {
    return train(job, counts, TrainingCheckpoints.NONE);
  }

  /** Likewise, from a checkpoint if there is one, and with checkpoints on the way. */
  public Outcome train(
      TrainingEngine.Job job, ExampleCounts counts, TrainingCheckpoints checkpoints) {
    progress.trainingStarted(job.training().numEpochs(), counts.training());
    boolean validates = counts.validation() > 0;
    TrainingRun run = new TrainingRun(loss, plan, correction, progress, validates);
    Outcome outcome =
        checkpoints.areWritten() ? goBackOnLoss(run, job, checkpoints) : once(run, job);
    checkUnsaturated(outcome);
    correction.apply(outcome.parameters());
    return outcome;
  }

  private Outcome once(TrainingRun run, TrainingEngine.Job job) {
    try (TrainingEngine.Session session = engine.open(job)) {
      return run.train(session, job.training(), TrainingCheckpoints.NONE);
    }
  }

  /** Whatever workers are lost, the outcome is the same: all go back to the last checkpoint. */
  private Outcome goBackOnLoss(
      TrainingRun run, TrainingEngine.Job job, TrainingCheckpoints checkpoints) {
    int tries = 0;
    while (true) {
      long written = checkpoints.written();
      // A session trains the initial parameters in place.
      try (TrainingEngine.Session session = engine.open(job.withInitialParametersCopied())) {
        session.failOnLoss();
        return run.train(session, job.training(), checkpoints);
      } catch (LostWorkersException e) {
        tries = checkpoints.written() > written ? 1 : tries + 1;
        if (tries == MAX_TRIES) {
          throw new IllegalStateException(
              String.format(
                  "Workers were lost %d times without a checkpoint in between; use executors that"
                      + " stay, or write checkpoints more often (checkpointInterval, checkpointUnit).",
                  tries),
              e);
        }
        LOG.warn("Workers were lost; the training goes back to its last checkpoint.", e);
      }
    }
  }

  /** A model that puts nearly all on the wrong side is none, though its numbers are finite. */
  private static void checkUnsaturated(Outcome outcome) {
    double logLoss = outcome.history().get(outcome.bestEpoch() - 1).validationLogLoss();
    if (logLoss > SATURATED_LOG_LOSS) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "The log loss of the validation rows is %.1f after the best epoch, %d: the training"
                  + " diverged; use a smaller learningRate or scale the numeric fields.",
              logLoss,
              outcome.bestEpoch()));
    }
  }
}
