package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.engine.EpochPart;
import io.sparkdeepfm.engine.cpu.WorkerRequest.Operation;
import io.sparkdeepfm.model.DeepFMParameters;
import java.util.List;

/**
 * Replicas in lockstep: each request brings the mean gradient of the step before, with which all
 * make the same step, and returns the gradient sums of the next. Their optimizer states are equal
 * too, so the driver needs to hold neither these nor, within an epoch, the parameters.
 *
 * <p>If a worker is lost, all begin the epoch anew from the parameters of the last one's end with
 * fresh optimizer state, as one worker does: a replacement for one alone could not be equal.
 */
final class GradientAveragingTraining implements EpochTraining {
  /** More is not bad luck: executors that come and go faster than an epoch lasts. */
  static final int MAX_TRIES = 10;

  private final WorkerCalls calls;
  private final DeepFMParameters parameters;
  private final GradientMean mean;

  /**
   * @param parameters brought up to date at the end of each epoch
   */
  GradientAveragingTraining(WorkerCalls calls, DeepFMParameters parameters, GradientMean mean) {
    this.calls = calls;
    this.parameters = parameters;
    this.mean = mean;
  }

  /**
   * @throws IllegalStateException if workers were lost in each of {@value #MAX_TRIES} tries
   */
  @Override
  public EpochTotals train(int epoch, EpochPart begun, EpochPart.Listener listener) {
    boolean anew = calls.hasReplacedWorkers(); // in scoring: no longer equal to the others
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      EpochTotals totals = tryEpoch(epoch, anew, anew ? EpochPart.NONE : begun, listener);
      if (totals != null) {
        return totals;
      }
      anew = true;
    }
    throw new IllegalStateException(
        String.format(
            "Epoch %d was begun %d times with averaging 'gradients', and each time an executor with a"
                + " worker was lost; use executors that stay, or averaging 'parameters'.",
            epoch, MAX_TRIES));
  }

  /** The totals of the epoch, or null if a worker was lost. */
  private EpochTotals tryEpoch(
      int epoch, boolean anew, EpochPart begun, EpochPart.Listener listener) {
    EpochTotals totals = new EpochTotals(begun);
    for (int step = begun.nextStep(); !totals.areDone(); step++) {
      List<WorkerReply> replies =
          anew && step == 0
              ? calls.beginAnew(Operation.SUM_GRADIENTS, epoch, 1)
              : calls.ask(Operation.SUM_GRADIENTS, epoch, step, 1);
      if (replies.stream().anyMatch(WorkerReply::isLost)) {
        return null;
      }
      totals.add(replies);
      if (totals.addExchange(replies)) {
        calls.sendWithNext(mean.of(replies));
      }
      totals.addSent(calls.takeBytesSent());
      listener.partDone(totals.part(step + 1));
    }
    List<WorkerReply> ends = calls.ask(Operation.END_EPOCH, epoch, 0, 0);
    if (ends.stream().anyMatch(WorkerReply::isLost)) {
      return null;
    }
    totals.addExchange(ends);
    totals.addSent(calls.takeBytesSent());
    ends.get(0).writeTo(parameters);
    return totals;
  }
}
