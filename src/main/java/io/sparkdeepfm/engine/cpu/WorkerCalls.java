package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.broadcast.BroadcastParameters;
import io.sparkdeepfm.checkpoint.Checkpoint;
import io.sparkdeepfm.engine.LostWorkersException;
import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.engine.cpu.WorkerReply.Status;
import io.sparkdeepfm.engine.cpu.WorkerRequest.Operation;
import io.sparkdeepfm.model.DeepFMParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver's numbered requests to the workers: each is one Spark job with one task per worker.
 *
 * <p>The first request brings replicas only if they do not begin with the parameters of the seed,
 * which every worker can make itself. A job that Spark gives up, because a task failed too often or
 * {@code spark.task.maxFailures} is 1, counts as the loss of all workers: some may have done what
 * was asked, but their replies are lost.
 */
final class WorkerCalls {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerCalls.class);

  /** A request that fails so often fails for a reason that repetition does not mend. */
  private static final int MAX_TRIES = 3;

  private final TrainingEngine.Job job;
  private final DeepFMParameters parameters;
  private final JavaSparkContext context;
  private final RequestJob requestJob;
  private final String runId = UUID.randomUUID().toString();
  private final SentOutcome outcome;
  private ReplicaFiles restored; // until the first request
  private Checkpoint checkpoint; // whose they are
  private RowExchange exchange; // null where nobody has optimizer state for a new worker
  private boolean failsOnLoss;
  private boolean replacedWorkers;
  private long freshSince; // steps of the training before all optimizer state was made
  private long bytesSent; // since they were last taken
  private long requests;
  private double scale = 1;

  /**
   * What the workers are asked, whoever of them is.
   *
   * @param firstStep and {@code numSteps}: see {@link WorkerRequest}
   */
  record Work(Operation operation, int epoch, int firstStep, int numSteps) {}

  /**
   * @param requestJob which asks the workers
   * @param parameters the driver's, for workers that have none
   */
  WorkerCalls(TrainingEngine.Job job, RequestJob requestJob, DeepFMParameters parameters) {
    this.job = job;
    this.parameters = parameters;
    this.requestJob = requestJob;
    context = JavaSparkContext.fromSparkContext(job.blocks().context());
    outcome = new SentOutcome(context);
  }

  String runId() {
    return runId;
  }

  /** Sets what plateaus have left of the learning rates, from the next request on. */
  void setLearningRateScale(double newScale) {
    scale = newScale;
  }

  /** Has every loss of workers end in a {@link LostWorkersException}. */
  void failOnLoss() {
    failsOnLoss = true;
  }

  /** Has the first request bring replicas from a checkpoint. */
  void beginFrom(Checkpoint source) {
    checkpoint = source;
    restored = ReplicaFiles.of(source, job.training(), context.hadoopConfiguration());
  }

  /** Has workers that are replaced go on with the optimizer state of those that are there. */
  void handOver(RowExchange newExchange) {
    exchange = newExchange;
  }

  /** Has the outcome of a round applied by all workers before they do what they are next asked. */
  void sendWithNext(RoundOutcome newOutcome) {
    outcome.set(newOutcome);
    bytesSent += newOutcome.bytes() * job.training().numWorkers();
  }

  /** Bytes sent, or to be sent with the next request, since the last call. */
  long takeBytesSent() {
    long bytes = bytesSent;
    bytesSent = 0;
    return bytes;
  }

  /** Whether {@link #askReplacing} has replaced a worker since {@link #beginAnew}. */
  boolean hasReplacedWorkers() {
    return replacedWorkers;
  }

  /** Asks all workers once; those without a replica say so. */
  List<WorkerReply> ask(Operation operation, int epoch, int firstStep, int numSteps) {
    return askOnce(new Work(operation, epoch, firstStep, numSteps), null);
  }

  /** Asks all workers, and {@linkplain #replace replaces} those that are lost. */
  List<WorkerReply> askReplacing(Operation operation, int epoch, int firstStep, int numSteps) {
    return replace(
        ask(operation, epoch, firstStep, numSteps), operation, epoch, firstStep, numSteps);
  }

  /**
   * Asks the workers that were lost in a request once more, with the driver's parameters and the
   * optimizer state of the others, or a fresh one where replicas hand none over.
   *
   * @param replies to the request
   * @return those with the new ones in place of the lost
   */
  List<WorkerReply> replace(
      List<WorkerReply> replies, Operation operation, int epoch, int firstStep, int numSteps) {
    Set<Integer> lost =
        replies.stream()
            .filter(WorkerReply::isLost)
            .map(WorkerReply::worker)
            .collect(Collectors.toSet());
    if (lost.isEmpty()) {
      return replies;
    }
    replacedWorkers = true;
    List<WorkerReply> complete = new ArrayList<>(replies);
    Work work = new Work(operation, epoch, firstStep, numSteps);
    long now = WorkerRequest.stepsBefore(job.training(), epoch, firstStep);
    try (HandedOver state =
        HandedOver.to(lost, replies, this, now - freshSince, exchange, context)) {
      if (state.dense() == null) { // nobody is left that has any
        freshSince = now;
      }
      bytesSent += state.bytes();
      List<WorkerReply> retried = askWithBase(work, lost, state);
      lost.forEach(worker -> complete.set(worker, retried.get(worker)));
    }
    return complete;
  }

  /**
   * Asks some of the workers for what can be repeated.
   *
   * @param workers that are asked; the others skip the request
   */
  List<WorkerReply> askSome(Work work, Set<Integer> workers) {
    requests++;
    try {
      outcome.send();
      return run(request(work, null, HandedOver.NOTHING, null, workers));
    } finally {
      outcome.destroy();
    }
  }

  /** Has the workers average their rows among themselves, as a request of its own. */
  List<Receipt> exchange(RowExchange exchange, int steps) {
    requests++;
    for (int tries = 1; tries <= MAX_TRIES; tries++) {
      List<Receipt> receipts =
          RequestJob.orElse(() -> exchange.run(runId, requests, steps), reason -> List.of());
      List<Receipt> present = receipts.stream().filter(Receipt::isPresent).toList();
      if (failsOnLoss && present.size() < job.training().numWorkers()) {
        throw new LostWorkersException("Workers were lost while rows were averaged.", null);
      }
      if (Receipt.agree(present)) {
        return present;
      }
      LOG.warn("Workers were lost while rows were averaged; the averaging is repeated.");
    }
    return List.of();
  }

  /** The optimizer's states of rows, after the last request, for those who replace the lost. */
  JavaRDD<RowMessage> rowStates(RowExchange exchange, Set<Integer> lost) {
    return exchange.rowStates(runId, requests, lost);
  }

  /**
   * Asks for the first steps of an epoch of workers that all begin with the driver's parameters and
   * fresh optimizer state; what they have is given up.
   */
  List<WorkerReply> beginAnew(Operation operation, int epoch, int numSteps) {
    requests++;
    outcome.set(null);
    replacedWorkers = false;
    freshSince = WorkerRequest.stepsBefore(job.training(), epoch, 0);
    return askWithBase(new Work(operation, epoch, 0, numSteps), null, HandedOver.NOTHING);
  }

  /** Has the workers write their replicas, with the outcome of the last round in them. */
  List<WorkerReply> askToSave(ReplicaFiles files) {
    return askOnce(new Work(Operation.SAVE, 0, 0, 0), files);
  }

  /** Ends the workers, if they have not ended before. */
  void release() {
    outcome.set(null);
    requestJob.runUntagged(
        request(new Work(Operation.RELEASE, 0, 0, 0), null, HandedOver.NOTHING, null, null));
  }

  /** Asks all, with whatever the first request has to bring. */
  private List<WorkerReply> askOnce(Work work, ReplicaFiles toWrite) {
    requests++;
    if (requests == 1 && job.initialParameters() != null && restored == null) {
      return askWithBase(work, null, HandedOver.NOTHING);
    }
    ReplicaFiles files = restored == null ? toWrite : restored;
    restored = null;
    List<WorkerReply> replies;
    try {
      outcome.send();
      replies = run(request(work, null, HandedOver.NOTHING, files, null));
    } finally {
      outcome.destroy();
    }
    for (WorkerReply reply : replies) {
      if (reply.status() == Status.BAD_FILE && toWrite == null) {
        throw checkpoint.damaged(files.nameOf(reply.worker()), reply.problem());
      }
    }
    return replies;
  }

  /** The replies of a job; where Spark gave it up, or some are lost, as the caller wants it. */
  private List<WorkerReply> run(WorkerRequest request) {
    List<WorkerReply> replies = RequestJob.orElse(() -> requestJob.run(request), this::allLost);
    if (failsOnLoss && replies.stream().anyMatch(WorkerReply::isLost)) {
      throw new LostWorkersException(
          String.format(
              "Workers %s were lost.",
              replies.stream().filter(WorkerReply::isLost).map(WorkerReply::worker).toList()),
          null);
    }
    return replies;
  }

  private List<WorkerReply> allLost(Exception reason) {
    if (failsOnLoss) {
      throw new LostWorkersException("A request to the workers failed.", reason);
    }
    LOG.warn("A request to the workers failed; they all begin anew with the last parameters.");
    return IntStream.range(0, job.training().numWorkers())
        .mapToObj(worker -> WorkerReply.withoutResult(worker, Status.NO_REPLICA))
        .toList();
  }

  /**
   * @param onlyWorkers those to ask; null for all
   */
  private List<WorkerReply> askWithBase(Work work, Set<Integer> onlyWorkers, HandedOver state) {
    BroadcastParameters base = BroadcastParameters.of(context.sc(), parameters);
    int asked = onlyWorkers == null ? job.training().numWorkers() : onlyWorkers.size();
    bytesSent += Float.BYTES * parameters.numKept() * asked;
    try {
      WorkerRequest request = request(work, base, state, null, onlyWorkers);
      return requestJob.runRepeatedly(request, state.rows(), MAX_TRIES);
    } finally {
      base.destroy();
    }
  }

  private WorkerRequest request(
      Work work,
      BroadcastParameters base,
      HandedOver state,
      ReplicaFiles files,
      Set<Integer> onlyWorkers) {
    return new WorkerRequest(
        runId,
        requests,
        work.operation(),
        work.epoch(),
        work.firstStep(),
        work.numSteps(),
        scale,
        base == null ? outcome.sent() : null,
        base,
        state.dense(),
        files,
        onlyWorkers);
  }
}
