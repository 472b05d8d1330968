package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.engine.EpochOrder;
import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.engine.cpu.WorkerRequest.Operation;
import io.sparkdeepfm.metric.ScoredExamples;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.model.Initializer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * The driver's side of a training: each round is one Spark job with one task per worker.
 *
 * <p>Replicas and optimizer states stay in the executors between rounds, bound to the persisted
 * data of their worker. The driver holds the averaged parameters. A worker that finds no replica,
 * because its executor is new or a task failed half-way, says so, and is asked again with the whole
 * parameters as of the last round and fresh optimizer state: a lost executor costs a round, not the
 * job.
 *
 * <p>The first request brings the parameters only if they are not those of the seed, which every
 * worker can make itself.
 *
 * <p>One worker exchanges nothing during an epoch; its parameters come to the driver at the end of
 * each.
 */
final class CpuSession implements TrainingEngine.Session {
  private final TrainingEngine.Job job;
  private final JavaSparkContext context;
  private final String runId = UUID.randomUUID().toString();
  private final DeepFMParameters parameters;
  private final Averaging averaging;
  private AveragedParameters average; // not yet sent to the workers
  private Broadcast<AveragedParameters> sentAverage; // of the request under way
  private long bytesSent; // since the last epoch ended
  private long requests;
  private double scale = 1;

  CpuSession(TrainingEngine.Job job) {
    this.job = job;
    context = JavaSparkContext.fromSparkContext(job.blocks().context());
    parameters =
        job.initialParameters() == null
            ? new Initializer(job.config(), job.training().initialization(), job.training().seed())
                .initialize()
            : job.initialParameters();
    averaging = new Averaging(parameters, new DenseLayout(job.config()));
  }

  private boolean isAlone() {
    return job.training().numWorkers() == 1;
  }

  @Override
  public EpochResult trainEpoch(int epoch, double learningRateScale, LongConsumer examplesDone) {
    scale = learningRateScale;
    EpochTotals totals = new EpochTotals();
    int stepsPerRound =
        isAlone()
            ? Math.max(1, EpochOrder.WINDOW_EXAMPLES / job.training().batchSize())
            : job.training().averagingFrequency();
    int firstStep = 0;
    while (!totals.done) {
      List<WorkerReply> replies = ask(Operation.TRAIN, epoch, firstStep, stepsPerRound);
      if (isAlone() && replies.get(0).status() == WorkerReply.Status.NO_REPLICA) {
        totals = new EpochTotals(); // what the lost worker did in this epoch is lost with it
        firstStep = 0;
        replies = askWithBase(Operation.TRAIN, epoch, firstStep, stepsPerRound, Set.of(0));
      }
      totals.add(replies);
      exchange(replies, totals);
      firstStep += stepsPerRound;
      examplesDone.accept(totals.examples);
    }
    totals.bytes += bytesSent;
    bytesSent = 0;
    return totals.result();
  }

  private void exchange(List<WorkerReply> replies, EpochTotals totals) {
    long received = replies.stream().mapToLong(WorkerReply::bytes).sum();
    if (received == 0) {
      return;
    }
    if (isAlone()) {
      averaging.take(replies.get(0));
    } else {
      average = averaging.average(replies).withoutWeights();
    }
    totals.rounds++;
    totals.bytes += received;
  }

  /** The sums of an epoch over its rounds. */
  private static final class EpochTotals {
    private double loss;
    private double weight;
    private long examples;
    private double workerSeconds;
    private int rounds;
    private long bytes;
    private boolean done;

    void add(List<WorkerReply> replies) {
      done = true;
      for (WorkerReply reply : replies) {
        loss += reply.progress().lossSum();
        weight += reply.progress().weightSum();
        examples += reply.progress().examples();
        workerSeconds += reply.progress().seconds();
        done &= reply.progress().epochDone();
      }
    }

    EpochResult result() {
      return new EpochResult(loss, weight, examples, rounds, workerSeconds, bytes);
    }
  }

  @Override
  public List<ScoredExamples> scoreValidation() {
    return ask(Operation.SCORE_VALIDATION, 0, 0, 0).stream().map(WorkerReply::scores).toList();
  }

  /** Asks all workers, and those without a replica once more with whole parameters. */
  private List<WorkerReply> ask(Operation operation, int epoch, int firstStep, int numSteps) {
    requests++;
    broadcastAverage();
    boolean sendsParameters = requests == 1 && job.initialParameters() != null;
    List<WorkerReply> replies =
        sendsParameters
            ? askWithBase(operation, epoch, firstStep, numSteps, null)
            : run(request(operation, epoch, firstStep, numSteps, null, null));
    Set<Integer> withoutReplica =
        replies.stream()
            .filter(r -> r.status() == WorkerReply.Status.NO_REPLICA)
            .map(WorkerReply::worker)
            .collect(Collectors.toSet());
    if (!withoutReplica.isEmpty() && !(isAlone() && operation == Operation.TRAIN)) {
      List<WorkerReply> complete = new ArrayList<>(replies);
      List<WorkerReply> retried =
          askWithBase(operation, epoch, firstStep, numSteps, withoutReplica);
      withoutReplica.forEach(worker -> complete.set(worker, retried.get(worker)));
      replies = complete;
    }
    destroyAverage();
    return replies;
  }

  /** Puts the outcome of the last averaging, if there is one, where the workers fetch it. */
  private void broadcastAverage() {
    if (average != null) {
      sentAverage = context.broadcast(average);
      bytesSent += average.bytes() * job.training().numWorkers();
      average = null;
    }
  }

  private void destroyAverage() {
    if (sentAverage != null) {
      sentAverage.destroy();
      sentAverage = null;
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
        !isAlone(),
        base == null ? sentAverage : null,
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

  @Override
  public DeepFMParameters parameters() {
    return parameters;
  }

  @Override
  public void close() {
    destroyAverage();
    average = null;
    run(request(Operation.RELEASE, 0, 0, 0, null, null));
  }
}
