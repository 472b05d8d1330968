package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.engine.EpochPart;
import io.sparkdeepfm.engine.cpu.WorkerRequest.Operation;
import java.util.List;

/**
 * Replicas that make some steps each on its own and then take over their average. A worker that is
 * lost costs what it did in the round.
 */
final class ParameterAveragingTraining implements EpochTraining {
  private final WorkerCalls calls;
  private final Averaging averaging;
  private final int stepsPerRound;

  ParameterAveragingTraining(WorkerCalls calls, Averaging averaging, int stepsPerRound) {
    this.calls = calls;
    this.averaging = averaging;
    this.stepsPerRound = stepsPerRound;
  }

  @Override
  public EpochTotals train(int epoch, EpochPart begun, EpochPart.Listener listener) {
    EpochTotals totals = new EpochTotals(begun);
    for (int step = begun.nextStep(); !totals.areDone(); step += stepsPerRound) {
      List<WorkerReply> replies = calls.askReplacing(Operation.TRAIN, epoch, step, stepsPerRound);
      totals.add(replies);
      if (totals.addExchange(replies)) {
        calls.sendWithNext(averaging.average(replies).withoutWeights());
      }
      totals.addSent(calls.takeBytesSent());
      listener.partDone(totals.part(step + stepsPerRound));
    }
    return totals;
  }
}
