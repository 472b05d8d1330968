package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.broadcast.BroadcastParameters;
import io.sparkdeepfm.engine.TrainingConfig;
import java.io.Serializable;
import java.util.Set;
import org.apache.spark.broadcast.Broadcast;

/**
 * What the driver asks of the workers in one Spark job.
 *
 * @param runId names the training among all that share an executor
 * @param number of this request, from 1; a replica must have answered the one before
 * @param operation what to do
 * @param epoch from 1
 * @param firstStep the worker's first step of this request within the epoch; with COLLECT_ROWS the
 *     part of the rows
 * @param numSteps steps at most; with COLLECT_ROWS the number of parts
 * @param learningRateScale what plateaus have left of the learning rates
 * @param outcome of the last round, to be applied first; null if there was none
 * @param base whole parameters for workers without a replica; null for those of the seed, or of
 *     {@code files}
 * @param states of another replica, for those that begin with {@code base} and go on with the
 *     optimizer state of the others; null where they begin afresh
 * @param files to write replicas to with SAVE, or to read them from where a worker has none; null
 *     for neither
 * @param onlyWorkers those that lack a replica, where the others have done this request already;
 *     null for all
 */
record WorkerRequest(
    String runId,
    long number,
    Operation operation,
    int epoch,
    int firstStep,
    int numSteps,
    double learningRateScale,
    Broadcast<? extends RoundOutcome> outcome,
    BroadcastParameters base,
    Broadcast<HandedOver.States> states,
    ReplicaFiles files,
    Set<Integer> onlyWorkers)
    implements Serializable {
  /** Steps of the training before the first one that is asked for. */
  long stepsBefore(TrainingConfig training) {
    return stepsBefore(training, epoch, firstStep);
  }

  /** Steps of a training before step {@code firstStep} of an epoch. */
  static long stepsBefore(TrainingConfig training, int epoch, int firstStep) {
    return Math.max(0, epoch - 1) * training.stepsPerEpoch() + firstStep;
  }

  /** Whether a worker that has no replica can begin with what the request brings. */
  boolean bringsReplica() {
    return base != null || (files != null && files.areToBeRead());
  }

  /** Which of the changed rows that a worker has it returns. */
  RowShare share() {
    return new RowShare(firstStep, numSteps, operation == Operation.COLLECT_ALL_ROWS);
  }

  boolean isFor(int worker) {
    return onlyWorkers == null || onlyWorkers.contains(worker);
  }

  enum Operation {
    /** To make steps; the reply at the end of the epoch brings the rows that it has touched. */
    TRAIN,
    /** To make steps and keep the rows that they have touched for {@link RowExchange}. */
    TRAIN_ROUND,
    /** To return a part of the changed rows that the worker is the home of. */
    COLLECT_ROWS,
    /** To return a part of all changed rows that the worker has. */
    COLLECT_ALL_ROWS,
    /** Of one worker, {@code firstStep}, to return the optimizer's states of dense parameters. */
    COLLECT_DENSE_STATES,
    /** To pass over the mini-batch of one step and to return its gradient sums. */
    SUM_GRADIENTS,
    /** To settle all penalties; the first worker returns the rows that the epoch touched. */
    END_EPOCH,
    SCORE_VALIDATION,
    /** To write the replica to a file. */
    SAVE,
    RELEASE
  }
}
