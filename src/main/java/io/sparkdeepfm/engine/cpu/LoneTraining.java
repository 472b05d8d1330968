package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.engine.EpochOrder;
import io.sparkdeepfm.engine.EpochPart;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.cpu.WorkerRequest.Operation;
import io.sparkdeepfm.model.DeepFMParameters;
import java.util.List;

/**
 * One worker: nothing is exchanged in an epoch, and its touched rows come to the driver at the end.
 * If it is lost, the epoch begins anew, for what it did in this one is lost with it.
 */
final class LoneTraining implements EpochTraining {
  private final WorkerCalls calls;
  private final DeepFMParameters parameters;
  private final int stepsPerRequest;

  /**
   * @param parameters brought up to date at the end of each epoch
   */
  LoneTraining(WorkerCalls calls, DeepFMParameters parameters, TrainingConfig training) {
    this.calls = calls;
    this.parameters = parameters;
    stepsPerRequest = Math.max(1, EpochOrder.WINDOW_EXAMPLES / training.batchSize());
  }

  @Override
  public EpochTotals train(int epoch, EpochPart begun, EpochPart.Listener listener) {
    EpochTotals totals = new EpochTotals(begun);
    int step = begun.nextStep();
    while (!totals.areDone()) {
      List<WorkerReply> replies = calls.ask(Operation.TRAIN, epoch, step, stepsPerRequest);
      if (replies.get(0).isLost()) {
        totals = new EpochTotals(EpochPart.NONE);
        step = 0;
        replies = calls.beginAnew(Operation.TRAIN, epoch, stepsPerRequest);
      }
      totals.add(replies);
      if (totals.addExchange(replies)) {
        replies.get(0).writeTo(parameters);
      }
      totals.addSent(calls.takeBytesSent());
      step += stepsPerRequest;
      listener.partDone(totals.part(step));
    }
    return totals;
  }
}
