package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.SplitMix64;
import io.sparkdeepfm.data.WorkerExamples;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.Initializer;
import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;

/** The Spark task of one request to one worker. */
final class WorkerTask implements Serializable {
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

  /**
   * Answers as worker {@code index}.
   *
   * @param blocks its examples
   * @param rows that its replica holds
   * @param rowStates of the other workers, for one that begins in the place of a lost one
   */
  WorkerReply answer(
      int index, Iterator<ExampleBlock> blocks, WorkerRows rows, Iterator<RowMessage> rowStates) {
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
        worker = begun(newWorker(index, rows), rowStates);
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

  /** A new worker, with the others' optimizer state if the request brings it. */
  private Worker begun(Worker worker, Iterator<RowMessage> rowStates) {
    if (request.states() == null) {
      return worker;
    }
    boolean done = false;
    try {
      worker.goOnAfter(request.states().value(), rowStates);
      done = true;
      return worker;
    } finally {
      if (!done) { // nobody else knows it, and it may lie on a GPU
        worker.close();
      }
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
    long counted = request.states() == null ? 0 : request.states().value().steps();
    return replicas.create(shape, own, parameters, request.stepsBefore(training) - counted);
  }
}
