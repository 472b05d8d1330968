package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.engine.ScoredExamples;
import java.io.Serializable;

/**
 * What one worker answers.
 *
 * @param worker its index
 * @param status whether the request was done
 * @param progress of a training request, else null
 * @param rows touched rows per table, where asked for
 * @param dense parameters, where asked for
 * @param scores of a validation request, else null
 */
@SuppressWarnings("ArrayRecordComponent") // a message, never compared
record WorkerReply(
    int worker,
    Status status,
    Progress progress,
    RowUpdates[] rows,
    float[] dense,
    ScoredExamples scores)
    implements Serializable {
  enum Status {
    DONE,
    /** The executor has no replica at the right point: it is new, or a task failed half-way. */
    NO_REPLICA,
    /** The worker had done the request already. */
    SKIPPED
  }

  /**
   * What the training request did.
   *
   * @param lossSum Σ w·loss
   * @param weightSum Σ w
   * @param examples passed over
   * @param epochDone whether no example of the epoch is left
   */
  record Progress(double lossSum, double weightSum, long examples, boolean epochDone)
      implements Serializable {}

  static WorkerReply withoutResult(int worker, Status status) {
    return new WorkerReply(worker, status, null, null, null, null);
  }

  long bytes() {
    return rows == null ? 0 : AveragedParameters.bytesOf(rows, dense);
  }
}
