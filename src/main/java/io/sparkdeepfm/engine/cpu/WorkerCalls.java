package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.engine.cpu.WorkerRequest.Operation;
import io.sparkdeepfm.model.DeepFMParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * The driver's numbered requests to the workers: each is one Spark job with one task per worker.
 *
 * <p>The first request brings the parameters only if they are not those of the seed, which every
 * worker can make itself.
 */
final class WorkerCalls {
  private static final String TAG_SEPARATOR = ","; // no tag may contain it

  private final TrainingEngine.Job job;
  private final DeepFMParameters parameters;
  private final JavaSparkContext context;
  private final String runId = UUID.randomUUID().toString();
  private RoundOutcome outcome; // not yet sent to the workers
  private Broadcast<RoundOutcome> sentOutcome; // of the request under way
  private boolean replacedWorkers;
  private long bytesSent; // since they were last taken
  private long requests;
  private double scale = 1;

  /**
   * @param parameters the driver's, for workers that have none
   */
  WorkerCalls(TrainingEngine.Job job, DeepFMParameters parameters) {
    this.job = job;
    this.parameters = parameters;
    context = JavaSparkContext.fromSparkContext(job.blocks().context());
  }

  String runId() {
    return runId;
  }

  /** Sets what plateaus have left of the learning rates, from the next request on. */
  void setLearningRateScale(double newScale) {
    scale = newScale;
  }

  /** Has the outcome of a round applied by all workers before they do what they are next asked. */
  void sendWithNext(RoundOutcome newOutcome) {
    outcome = newOutcome;
  }

  /** Bytes sent since the last call. */
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
    requests++;
    try {
      return askOnce(operation, epoch, firstStep, numSteps);
    } finally {
      destroyOutcome();
    }
  }

  /**
   * Asks all workers, and those without a replica once more with the driver's parameters and fresh
   * optimizer state.
   */
  List<WorkerReply> askReplacing(Operation operation, int epoch, int firstStep, int numSteps) {
    requests++;
    try {
      List<WorkerReply> replies = askOnce(operation, epoch, firstStep, numSteps);
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
      List<WorkerReply> retried = askWithBase(operation, epoch, firstStep, numSteps, lost);
      lost.forEach(worker -> complete.set(worker, retried.get(worker)));
      return complete;
    } finally {
      destroyOutcome();
    }
  }

  /**
   * Asks for the first steps of an epoch of workers that all begin with the driver's parameters and
   * fresh optimizer state; what they have is given up.
   */
  List<WorkerReply> beginAnew(Operation operation, int epoch, int numSteps) {
    requests++;
    outcome = null;
    replacedWorkers = false;
    return askWithBase(operation, epoch, 0, numSteps, null);
  }

  /**
   * Ends the workers, if they have not ended before. Its job has none of the caller's tags: who
   * cancels the training's jobs by one must not cancel this, or the workers stay.
   */
  void release() {
    outcome = null;
    String tags = context.sc().getJobTags().mkString(TAG_SEPARATOR);
    context.sc().clearJobTags();
    try {
      run(request(Operation.RELEASE, 0, 0, 0, null, null));
    } finally {
      Arrays.stream(tags.split(TAG_SEPARATOR))
          .filter(tag -> !tag.isEmpty())
          .forEach(context.sc()::addJobTag);
    }
  }

  private List<WorkerReply> askOnce(Operation operation, int epoch, int firstStep, int numSteps) {
    if (outcome != null) {
      sentOutcome = context.broadcast(outcome);
      bytesSent += outcome.bytes() * job.training().numWorkers();
      outcome = null;
    }
    return requests == 1 && job.initialParameters() != null
        ? askWithBase(operation, epoch, firstStep, numSteps, null)
        : run(request(operation, epoch, firstStep, numSteps, null, null));
  }

  private void destroyOutcome() {
    if (sentOutcome != null) {
      sentOutcome.destroy();
      sentOutcome = null;
    }
  }

  /**
   * @param onlyWorkers those to ask; null for all
   */
  private List<WorkerReply> askWithBase(
      Operation operation, int epoch, int firstStep, int numSteps, Set<Integer> onlyWorkers) {
    Broadcast<DeepFMParameters> base = context.broadcast(parameters.copy());
    int asked = onlyWorkers == null ? job.training().numWorkers() : onlyWorkers.size();
    bytesSent += Float.BYTES * parameters.count() * asked;
    try {
      return run(request(operation, epoch, firstStep, numSteps, base, onlyWorkers));
    } finally {
      base.destroy();
    }
  }

  private WorkerRequest request(
      Operation operation,
      int epoch,
      int firstStep,
      int numSteps,
      Broadcast<DeepFMParameters> base,
      Set<Integer> onlyWorkers) {
    return new WorkerRequest(
        runId,
        requests,
        operation,
        epoch,
        firstStep,
        numSteps,
        scale,
        job.training().numWorkers() > 1,
        base == null ? sentOutcome : null,
        base,
        onlyWorkers);
  }

  private List<WorkerReply> run(WorkerRequest request) {
    JavaRDD<WorkerReply> replies =
        job.blocks()
            .mapPartitionsWithIndex(
                new WorkerTask(
                    job.config(), job.training(), job.examples(), job.coresPerExecutor(), request),
                true);
    return replies.collect();
  }
}
