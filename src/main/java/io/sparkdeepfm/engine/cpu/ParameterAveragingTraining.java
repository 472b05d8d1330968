package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.engine.cpu.WorkerRequest.Operation;
import java.util.List;
import java.util.function.LongConsumer;

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
  public EpochTotals train(int epoch, LongConsumer examplesDone) {
    EpochTotals totals = new EpochTotals();
    for (int firstStep = 0; !totals.areDone(); firstStep += stepsPerRound) {
      List<WorkerReply> replies =
          calls.askReplacing(Operation.TRAIN, epoch, firstStep, stepsPerRound);
      totals.add(replies);
      if (totals.addExchange(replies)) {
        calls.sendWithNext(averaging.average(replies).withoutWeights());
      }
      examplesDone.accept(totals.examples());
    }
    return totals;
  }
}
