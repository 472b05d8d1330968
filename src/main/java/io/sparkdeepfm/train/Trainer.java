package io.sparkdeepfm.train;

import io.sparkdeepfm.encode.ExampleCounts;
import io.sparkdeepfm.encode.RowRules.PriorCorrection;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.engine.TrainingEngine.Session.EpochResult;
import io.sparkdeepfm.metric.BinaryMetrics;
import io.sparkdeepfm.metric.RankedScores;
import io.sparkdeepfm.metric.RegressionErrors;
import io.sparkdeepfm.metric.ScoredExamples;
import io.sparkdeepfm.metric.ValidationCurves;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.optim.Loss;
import io.sparkdeepfm.train.ValidationPlan.EpochJudge;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Trains epoch after epoch on encoded data, with validation and progress between them. */
public final class Trainer {
  /**
   * Mean of −log p beyond which logits have run away: with a single wrong class of all rows at p =
   * e⁻¹⁰, where a weight of a thousand on the positives costs 7.
   */
  private static final double SATURATED_LOG_LOSS = 10;

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

  /** An epoch and the validation rows' curves after it, found when asked for. */
  private record Epoch(EpochMetrics metrics, Supplier<ValidationCurves> curves) {}

  /** Trains as the job says. */
  public Outcome train(TrainingEngine.Job job, ExampleCounts counts) {
    try (TrainingEngine.Session session = engine.open(job)) {
      progress.trainingStarted(job.training().numEpochs(), counts.training());
      Outcome outcome =
          counts.validation() > 0
              ? trainWithValidation(session, job.training())
              : trainAllEpochs(session, job.training());
      checkUnsaturated(outcome);
      correction.apply(outcome.parameters());
      return outcome;
    }
  }

  private Outcome trainAllEpochs(TrainingEngine.Session session, TrainingConfig training) {
    List<EpochMetrics> history = new ArrayList<>();
    for (int epoch = 1; epoch <= training.numEpochs(); epoch++) {
      history.add(trainEpoch(session, training, epoch, 1, false).metrics());
    }
    return new Outcome(
        session.parameters(), List.copyOf(history), training.numEpochs(), ValidationCurves.NONE);
  }

  private Outcome trainWithValidation(TrainingEngine.Session session, TrainingConfig training) {
    List<EpochMetrics> history = new ArrayList<>();
    EpochJudge judge = new EpochJudge(plan);
    ValidationCurves curves = ValidationCurves.NONE;
    for (int epoch = 1; epoch <= training.numEpochs() && !judge.isToStop(); epoch++) {
      Epoch trained = trainEpoch(session, training, epoch, judge.learningRateScale(), true);
      history.add(trained.metrics());
      judge.judge(trained.metrics(), session.parameters());
      if (judge.bestEpoch() == epoch) {
        curves = trained.curves().get();
      }
    }
    return new Outcome(judge.bestParameters(), List.copyOf(history), judge.bestEpoch(), curves);
  }

  private Epoch trainEpoch(
      TrainingEngine.Session session,
      TrainingConfig training,
      int epoch,
      double learningRateScale,
      boolean validate) {
    long begin = System.nanoTime();
    EpochResult result =
        session.trainEpoch(
            epoch, learningRateScale, examples -> progress.examplesDone(epoch, examples));
    double seconds = (System.nanoTime() - begin) * 1e-9;
    checkFinite(result.loss(), epoch);
    List<ScoredExamples> scored = validate ? session.scoreValidation() : List.of();
    Validation validation =
        loss.isRegression() ? Validation.ofMeans(scored, loss) : ofProbabilities(scored);
    EpochMetrics metrics =
        new EpochMetrics(
            epoch,
            result.loss(),
            validation.probabilities().logLoss(),
            validation.probabilities().auc(),
            validation.error(),
            learningRate(training, epoch, learningRateScale),
            seconds,
            result.examples() / seconds,
            result.workerSeconds() / (training.numWorkers() * seconds),
            result.rounds(),
            result.bytesExchanged());
    progress.epochDone(metrics);
    return new Epoch(metrics, validation.curves());
  }

  /** What the validation rows' scores say; NaN what they do not. */
  private record Validation(
      BinaryMetrics probabilities, double error, Supplier<ValidationCurves> curves) {
    static Validation ofMeans(List<ScoredExamples> scored, Loss loss) {
      return new Validation(
          new BinaryMetrics(Double.NaN, Double.NaN),
          RegressionErrors.of(scored, loss).of(loss),
          () -> ValidationCurves.NONE);
    }
  }

  private Validation ofProbabilities(List<ScoredExamples> scored) {
    RankedScores ranked = new RankedScores(scored);
    double shift = correction.logitShift();
    return new Validation(
        BinaryMetrics.of(scored, ranked, shift), Double.NaN, () -> ranked.curves(shift));
  }

  private static double learningRate(TrainingConfig training, int epoch, double scale) {
    long lastStep = training.stepsPerEpoch() * epoch;
    return training.schedule().rate(training.layers().learningRate(), scale, lastStep);
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
