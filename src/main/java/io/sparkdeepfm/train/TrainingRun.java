package io.sparkdeepfm.train;

import io.sparkdeepfm.checkpoint.Checkpoint;
import io.sparkdeepfm.encode.RowRules.PriorCorrection;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.engine.TrainingEngine.Session.EpochResult;
import io.sparkdeepfm.metric.BinaryMetrics;
import io.sparkdeepfm.metric.RankedScores;
import io.sparkdeepfm.metric.RegressionErrors;
import io.sparkdeepfm.metric.ScoredExamples;
import io.sparkdeepfm.metric.ValidationCurves;
import io.sparkdeepfm.optim.Loss;
import io.sparkdeepfm.train.Trainer.Outcome;
import io.sparkdeepfm.train.ValidationPlan.EpochJudge;
import java.util.List;
import java.util.function.Supplier;

/** The epochs of a training in one session of an engine, from wherever it is to begin. */
final class TrainingRun {
  private final Loss loss;
  private final ValidationPlan plan;
  private final PriorCorrection correction;
  private final ProgressListener progress;
  private final boolean validates;

  /**
   * @param validates whether there are validation rows
   */
  TrainingRun(
      Loss loss,
      ValidationPlan plan,
      PriorCorrection correction,
      ProgressListener progress,
      boolean validates) {
    this.loss = loss;
    this.plan = plan;
    this.correction = correction;
    this.progress = progress;
    this.validates = validates;
  }

  /** Trains to the end, from the newest checkpoint or from the beginning. */
  Outcome train(
      TrainingEngine.Session session, TrainingConfig training, TrainingCheckpoints checkpoints) {
    TrainingState state = new TrainingState(new EpochJudge(plan));
    Checkpoint newest = checkpoints.newest();
    if (newest != null) {
      TrainingCheckpoints.restore(newest, session, state);
      progress.resumed(state.epoch(), state.part.sums().examples());
    }
    while (state.epoch() <= training.numEpochs() && !(validates && state.judge.isToStop())) {
      trainEpoch(session, training, checkpoints, state);
      checkpoints.epochDone(session, state);
    }
    List<EpochMetrics> history = List.copyOf(state.history);
    return validates
        ? new Outcome(state.judge.bestParameters(), history, state.judge.bestEpoch(), state.curves)
        : new Outcome(session.parameters(), history, history.size(), ValidationCurves.NONE);
  }

  private void trainEpoch(
      TrainingEngine.Session session,
      TrainingConfig training,
      TrainingCheckpoints checkpoints,
      TrainingState state) {
    int epoch = state.epoch();
    double scale = validates ? state.judge.learningRateScale() : 1;
    state.epochBegins();
    EpochResult result =
        session.trainEpoch(
            epoch,
            scale,
            state.part,
            part -> {
              progress.examplesDone(epoch, part.sums().examples());
              if (!part.done()) {
                state.part = part;
                checkpoints.roundDone(session, state);
              }
            });
    double seconds = state.seconds();
    checkFinite(result.loss(), epoch);
    Validation validation = validation(validates ? session.scoreValidation() : List.of());
    EpochMetrics metrics =
        new EpochMetrics(
            epoch,
            result.loss(),
            validation.probabilities().logLoss(),
            validation.probabilities().auc(),
            validation.error(),
            learningRate(training, epoch, scale),
            seconds,
            result.examples() / seconds,
            result.workerSeconds() / (training.numWorkers() * seconds),
            result.rounds(),
            result.bytesExchanged());
    state.add(metrics);
    progress.epochDone(metrics);
    if (validates) {
      state.judge.judge(metrics, session.parameters());
      if (state.judge.bestEpoch() == epoch) {
        state.curves = validation.curves().get();
      }
    }
  }

  /** What the validation rows' scores say; NaN what they do not. */
  private record Validation(
      BinaryMetrics probabilities, double error, Supplier<ValidationCurves> curves) {}

  private Validation validation(List<ScoredExamples> scored) {
    if (loss.isRegression()) {
      return new Validation(
          new BinaryMetrics(Double.NaN, Double.NaN),
          RegressionErrors.of(scored, loss).of(loss),
          () -> ValidationCurves.NONE);
    }
    RankedScores ranked = new RankedScores(scored);
    double shift = correction.logitShift();
    return new Validation(
        BinaryMetrics.of(scored, ranked, shift), Double.NaN, () -> ranked.curves(shift));
  }

  private static double learningRate(TrainingConfig training, int epoch, double scale) {
    long lastStep = training.stepsPerEpoch() * epoch;
    return training.schedule().rate(training.layers().learningRate(), scale, lastStep);
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
