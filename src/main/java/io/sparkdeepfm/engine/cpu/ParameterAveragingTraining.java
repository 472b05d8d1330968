package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.engine.EpochPart;
import io.sparkdeepfm.engine.cpu.RoundOutcome.AveragedParameters;
import io.sparkdeepfm.engine.cpu.WorkerRequest.Operation;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.DenseLayout;
import java.util.List;

/**
 * Replicas that make some steps each on its own and then take over their average. Rows go from
 * worker to worker ({@link RowExchange}); the driver averages the dense parameters, and gets the
 * rows of an epoch at its end.
 *
 * <p>A worker that is lost is replaced in the same round: the driver collects what the others have
 * come to in the epoch, and the new one begins with that and the others' optimizer state ({@link
 * HandedOver}). If all are lost at once, the epoch begins anew.
 */
final class ParameterAveragingTraining implements EpochTraining {
  /** More is not bad luck: executors that come and go faster than an epoch lasts. */
  private static final int MAX_TRIES = 10;

  private final WorkerCalls calls;
  private final DeepFMParameters parameters;
  private final DenseLayout layout;
  private final EpochRows rows;
  private final int stepsPerRound;

  /**
   * @param parameters brought up to date at the end of each epoch, the dense ones in each round
   */
  ParameterAveragingTraining(
      WorkerCalls calls,
      DeepFMParameters parameters,
      DenseLayout layout,
      EpochRows rows,
      int stepsPerRound) {
    this.calls = calls;
    this.parameters = parameters;
    this.layout = layout;
    this.rows = rows;
    this.stepsPerRound = stepsPerRound;
  }

  /**
   * @throws IllegalStateException if all workers were lost in each of {@value #MAX_TRIES} tries
   */
  @Override
  public EpochTotals train(int epoch, EpochPart begun, EpochPart.Listener listener) {
    float[] denseBefore = parameters.dense().clone();
    EpochPart from = begun;
    rows.begin(begun.nextStep() > 0);
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      EpochTotals totals = tryEpoch(epoch, from, tries > 0, listener);
      if (totals != null) {
        return totals;
      }
      from = EpochPart.NONE;
      rows.begin(false);
      System.arraycopy(denseBefore, 0, parameters.dense(), 0, denseBefore.length);
    }
    throw new IllegalStateException(
        String.format(
            "Epoch %d was begun %d times, and each time all workers were lost at once; use executors"
                + " that stay, or checkpoints.",
            epoch, MAX_TRIES));
  }

  /** The totals of the epoch, or null if it has to begin anew. */
  private EpochTotals tryEpoch(
      int epoch, EpochPart begun, boolean anew, EpochPart.Listener listener) {
    EpochTotals totals = new EpochTotals(begun);
    for (int step = begun.nextStep(); !totals.areDone(); step += stepsPerRound) {
      List<WorkerReply> replies =
          anew && step == 0
              ? calls.beginAnew(Operation.TRAIN_ROUND, epoch, stepsPerRound)
              : askReplacing(epoch, step);
      if (replies == null) {
        return null;
      }
      totals.add(replies);
      List<Receipt> receipts = rows.average(steps(replies));
      if (receipts.isEmpty()) {
        return null;
      }
      Averaging.averageDense(replies, layout, parameters.dense());
      calls.sendWithNext(new AveragedParameters(parameters.dense().clone()));
      totals.addRound(
          receipts.stream().mapToLong(Receipt::bytes).sum()
              + replies.stream().mapToLong(WorkerReply::bytes).sum());
      if (totals.areDone()) {
        long collected = rows.collect(replies);
        if (collected < 0) {
          return null;
        }
        totals.addSent(collected);
      }
      totals.addSent(calls.takeBytesSent());
      listener.partDone(totals.part(step + stepsPerRound));
    }
    return totals;
  }

  @Override
  public void close() {
    rows.close();
  }

  private static int steps(List<WorkerReply> replies) {
    return replies.stream().mapToInt(reply -> reply.progress().steps()).max().orElseThrow();
  }

  /** The replies to a round; null if no worker is left. */
  private List<WorkerReply> askReplacing(int epoch, int step) {
    List<WorkerReply> replies = calls.ask(Operation.TRAIN_ROUND, epoch, step, stepsPerRound);
    boolean anyLost = replies.stream().anyMatch(WorkerReply::isLost);
    if (anyLost && step > 0 && rows.collect(replies) < 0) {
      return null;
    }
    return calls.replace(replies, Operation.TRAIN_ROUND, epoch, step, stepsPerRound);
  }
}
