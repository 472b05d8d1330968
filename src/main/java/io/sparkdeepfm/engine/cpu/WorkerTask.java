package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.SplitMix64;
import io.sparkdeepfm.data.WorkerExamples;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.Initializer;
import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;

/** The Spark task of one request to one worker. */
final class WorkerTask
    implements Function2<Integer, Iterator<ExampleBlock>, Iterator<WorkerReply>> {
  private final DeepFMConfig config;
  private final TrainingConfig training;
  private final List<WorkerExamples> examples;
  private final int coresPerExecutor;
  private final WorkerRequest request;
  private final ReplicaFactory replicas;

  /**
   * @param examples what each worker has to train on
   */
  WorkerTask(
      DeepFMConfig config,
      TrainingConfig training,
      List<WorkerExamples> examples,
      int coresPerExecutor,
      WorkerRequest request,
      ReplicaFactory replicas) {
    this.config = config;
    this.training = training;
    this.examples = examples;
    this.coresPerExecutor = coresPerExecutor;
    this.request = request;
    this.replicas = replicas;
  }

  @Override
  public Iterator<WorkerReply> call(Integer index, Iterator<ExampleBlock> blocks) {
    return call(index, blocks, WorkerRows.all(config.schema()));
  }

  /**
   * Answers as a worker whose replica does not hold every row.
   *
   * @param rows that it holds
   */
  Iterator<WorkerReply> call(int index, Iterator<ExampleBlock> blocks, WorkerRows rows) {
    return Collections.singleton(answer(index, blocks, rows)).iterator();
  }

  private WorkerReply answer(int index, Iterator<ExampleBlock> blocks, WorkerRows rows) {
    if (request.operation() == WorkerRequest.Operation.RELEASE) {
      Workers.release(request.runId(), index);
      return WorkerReply.withoutResult(index, WorkerReply.Status.DONE);
    }
    if (!request.isFor(index)) {
      return WorkerReply.withoutResult(index, WorkerReply.Status.SKIPPED);
    }
    Worker worker = Workers.get(request.runId(), index);
    // A replica beside what brings one was asked for in vain elsewhere, or is to begin anew.
    if (worker != null && (request.bringsReplica() || !worker.isReadyFor(request))) {
      Workers.release(request.runId(), index);
      worker = null;
    }
    if (worker == null) {
      if (request.number() > 1 && !request.bringsReplica()) {
        SpeculativeCopy.waitForTheOriginal();
        return WorkerReply.withoutResult(index, WorkerReply.Status.NO_REPLICA);
      }
      try {
        worker = newWorker(index, rows);
        Workers.put(request.runId(), index, worker);
      } catch (IOException e) {
        return WorkerReply.ofBadFile(index, e);
      }
    }
    Workers.acquireCores(training.threadsPerWorker(), coresPerExecutor);
    try {
      WorkerReply reply = worker.answer(request, blocks);
      Workers.use(request.runId(), index, worker);
      return reply;
    } finally {
      Workers.releaseCores(training.threadsPerWorker(), coresPerExecutor);
    }
  }

  private Worker newWorker(int index, WorkerRows rows) throws IOException {
    TrainingConfig own = training.withSeed(SplitMix64.combine(training.seed(), index));
    return new Worker(
        newReplica(rows, index, own),
        own,
        index,
        examples.get(index),
        rows,
        config.schema(),
        request.number() - 1);
  }

  /** A replica of the seed, the driver or a checkpoint. */
  private Replica newReplica(WorkerRows rows, int index, TrainingConfig own) throws IOException {
    DeepFMConfig shape = rows.shape(config);
    if (request.bringsReplica() && request.base() == null) {
      return request.files().read(index, shape, own, replicas);
    }
    DeepFMParameters parameters =
        request.base() == null
            ? rows.initial(
                config, new Initializer(config, training.initialization(), training.seed()))
            : request.base().copyOf(rows.slots());
    long stepsBefore = Math.max(0, request.epoch() - 1) * own.stepsPerEpoch() + request.firstStep();
    return replicas.create(shape, own, parameters, stepsBefore);
  }
}
