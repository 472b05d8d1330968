package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.WorkerExamples;
import io.sparkdeepfm.engine.EpochOrder;
import io.sparkdeepfm.engine.EpochWindow;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.metric.ScoredExamples;
import io.sparkdeepfm.model.Scorer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/** A replica in an executor, with the point that it has reached in the driver's requests. */
final class Worker {
  private final Replica replica;
  private final TrainingConfig training;
  private final int index;
  private final WorkerExamples examples;
  private long answered;
  private boolean busy;
  private EpochWindow window;

  /**
   * @param examples what the worker has to train on
   * @param answered number of the request that the replica's parameters come after
   */
  Worker(
      Replica replica, TrainingConfig training, int index, WorkerExamples examples, long answered) {
    this.replica = replica;
    this.training = training;
    this.index = index;
    this.examples = examples;
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
   * Makes the steps {@code [firstStep, firstStep + numSteps)} of the epoch, as far as there are. A
   * mini-batch never reaches over the end of a window.
   */
  private WorkerReply.Progress trainSteps(WorkerRequest request, Iterator<ExampleBlock> blocks) {
    replica.setLearningRateScale(request.learningRateScale());
    EpochOrder order =
        EpochOrder.draw(examples, training.batchSize(), training.seed(), request.epoch());
    List<Span> spans = spans(order, request.firstStep(), request.numSteps());
    Queue<List<ExampleBlock>> missing = new ArrayDeque<>(missing(order, spans, blocks));
    double loss = 0;
    double weight = 0;
    long done = 0;
    long nanos = 0;
    for (Span span : spans) {
      if (!isAt(order, span)) {
        window =
            EpochWindow.shuffle(order.epoch(), span.window(), missing.remove(), training.seed());
      }
      long begin = System.nanoTime();
      loss += replica.train(window.examples(), window.order(), span.from(), span.to());
      nanos += System.nanoTime() - begin;
      weight += weight(window, span.from(), span.to());
      done += span.to() - span.from();
    }
    boolean finished = request.firstStep() + (long) request.numSteps() >= steps(order);
    return new WorkerReply.Progress(loss, weight, done, nanos * 1e-9, finished);
  }

  /** Places {@code [from, to)} of a window. */
  private record Span(int window, int from, int to) {}

  private List<Span> spans(EpochOrder order, long firstStep, long numSteps) {
    int batchSize = training.batchSize();
    List<Span> spans = new ArrayList<>();
    long step = 0; // first step of the window
    for (int w = 0; w < order.numWindows(); w++) {
      int size = order.size(w);
      int from = (int) Math.min(size, Math.max(0, firstStep - step) * batchSize);
      int to = (int) Math.min(size, Math.max(0, firstStep + numSteps - step) * batchSize);
      if (from < to) {
        spans.add(new Span(w, from, to));
      }
      step += stepsOf(size);
    }
    return spans;
  }

  private long stepsOf(int examples) {
    return (examples + training.batchSize() - 1L) / training.batchSize();
  }

  private long steps(EpochOrder order) {
    long steps = 0;
    for (int w = 0; w < order.numWindows(); w++) {
      steps += stepsOf(order.size(w));
    }
    return steps;
  }

  /** Blocks of the windows that are not at hand: all, or all but the first. */
  private List<List<ExampleBlock>> missing(
      EpochOrder order, List<Span> spans, Iterator<ExampleBlock> blocks) {
    int atHand = !spans.isEmpty() && isAt(order, spans.get(0)) ? 1 : 0;
    if (spans.size() == atHand) {
      return List.of();
    }
    return EpochWindow.collect(
        blocks, order, spans.get(atHand).window(), spans.get(spans.size() - 1).window());
  }

  private boolean isAt(EpochOrder order, Span span) {
    return window != null && window.is(order.epoch(), span.window());
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
