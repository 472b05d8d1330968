package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.metric.ScoredExamples;
import io.sparkdeepfm.model.Scorer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A replica in an executor, with the point that it has reached in the driver's requests. */
final class Worker {
  private final Replica replica;
  private final TrainingConfig training;
  private final int index;
  private long answered;
  private boolean busy;
  private EpochWindow window;

  /**
   * @param answered number of the request that the replica's parameters come after
   */
  Worker(Replica replica, TrainingConfig training, int index, long answered) {
    this.replica = replica;
    this.training = training;
    this.index = index;
    this.answered = answered;
  }

  /** Whether request {@code number} may be done here: the one before was, and nothing half-way. */
  boolean isReadyFor(WorkerRequest request) {
    boolean repeatable = request.operation() == WorkerRequest.Operation.SCORE_VALIDATION;
    return !busy
        && (answered == request.number() - 1 || (repeatable && answered == request.number()));
  }

  WorkerReply answer(WorkerRequest request, Iterator<ExampleBlock> blocks) {
    busy = true; // stays so if the task fails: then the replica is given up
    if (request.average() != null && answered < request.number()) {
      AveragedParameters average = request.average().value();
      replica.apply(average.rows(), average.dense());
    }
    WorkerReply reply =
        request.operation() == WorkerRequest.Operation.TRAIN
            ? train(request, blocks)
            : new WorkerReply(
                index, WorkerReply.Status.DONE, null, null, null, scoreValidation(blocks));
    answered = request.number();
    busy = false;
    return reply;
  }

  private WorkerReply train(WorkerRequest request, Iterator<ExampleBlock> blocks) {
    WorkerReply.Progress progress = trainSteps(request, blocks);
    if (!request.returnParameters() && !progress.epochDone()) {
      return new WorkerReply(index, WorkerReply.Status.DONE, progress, null, null, null);
    }
    if (progress.epochDone()) {
      replica.catchUpAll();
    }
    return new WorkerReply(
        index,
        WorkerReply.Status.DONE,
        progress,
        replica.takeTouchedRows(),
        replica.parameters().dense().clone(),
        null);
  }

  /**
   * Makes the steps {@code [firstStep, firstStep + numSteps)} of the epoch, as far as there are.
   */
  private WorkerReply.Progress trainSteps(WorkerRequest request, Iterator<ExampleBlock> blocks) {
    replica.setLearningRateScale(request.learningRateScale());
    WindowReader windows = new WindowReader(blocks);
    int batchSize = training.batchSize();
    long lastStep = (long) request.firstStep() + request.numSteps();
    long step = 0; // first step of the window
    double loss = 0;
    double weight = 0;
    long examples = 0;
    long nanos = 0;
    boolean finished = true;
    for (int w = 0; windows.next(); w++) {
      int size = windows.size();
      long steps = (size + batchSize - 1L) / batchSize;
      int from = (int) Math.min(size, Math.max(0, request.firstStep() - step) * batchSize);
      int to = (int) Math.min(size, Math.max(0, lastStep - step) * batchSize);
      finished = to == size;
      if (from < to) {
        EpochWindow shuffled = window(request.epoch(), w, windows.blocks());
        long begin = System.nanoTime();
        loss += replica.train(shuffled.examples(), shuffled.order(), from, to);
        nanos += System.nanoTime() - begin;
        weight += weight(shuffled, from, to);
        examples += to - from;
      }
      step += steps;
      if (!finished) {
        break;
      }
    }
    return new WorkerReply.Progress(loss, weight, examples, nanos * 1e-9, finished);
  }

  private EpochWindow window(int epoch, int w, List<ExampleBlock> blocks) {
    if (window == null || !window.is(epoch, w)) {
      window = EpochWindow.shuffle(epoch, w, blocks, training.seed());
    }
    return window;
  }

  private static double weight(EpochWindow window, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += window.examples().weight(window.order()[i]);
    }
    return sum;
  }

  /** Scores the validation blocks, each on one of the worker's threads. */
  private ScoredExamples scoreValidation(Iterator<ExampleBlock> all) {
    List<ExampleBlock> blocks = new ArrayList<>();
    all.forEachRemaining(
        block -> {
          if (block.validation()) {
            blocks.add(block);
          }
        });
    float[][] logits = new float[blocks.size()][];
    AtomicInteger next = new AtomicInteger();
    int threads = training.threadsPerWorker();
    ThreadTeam.run(
        threads,
        new SpinBarrier(threads),
        t -> {
          Scorer scorer = new Scorer(replica.config(), replica.parameters(), replica.denseMemory());
          for (int i = next.getAndIncrement(); i < logits.length; i = next.getAndIncrement()) {
            logits[i] = scorer.logits(blocks.get(i));
          }
        });
    return ScoredBlocks.join(blocks, logits);
  }
}
