package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.WorkerExamples;
import io.sparkdeepfm.engine.EpochOrder;
import io.sparkdeepfm.engine.EpochWindow;
import io.sparkdeepfm.engine.KilledTask;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.metric.ScoredExamples;
import io.sparkdeepfm.model.DeepFMParameters;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import org.apache.spark.TaskContext;

/** A replica in an executor, with the point that it has reached in the driver's requests. */
final class Worker {
  /** Examples after which a worker looks whether its task was killed: seconds for large models. */
  private static final int EXAMPLES_BETWEEN_LOOKS = 1 << 14;

  private final Replica replica;
  private final TrainingConfig training;
  private final int index;
  private final WorkerExamples examples;
  private final RoundRows round = new RoundRows();
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

  /** Frees what the replica holds outside of the heap; it is not asked again. */
  void close() {
    replica.close();
  }

  DeepFMParameters parameters() {
    return replica.parameters();
  }

  /** Whether request {@code number} may be done here: the one before was, and nothing half-way. */
  boolean isReadyFor(WorkerRequest request) {
    boolean repeatable =
        switch (request.operation()) {
          case SCORE_VALIDATION, SAVE, COLLECT_ROWS, COLLECT_ALL_ROWS -> true;
          default -> false;
        };
    return !busy
        && (answered == request.number() - 1 || (repeatable && answered == request.number()));
  }

  WorkerReply answer(WorkerRequest request, Iterator<ExampleBlock> blocks) {
    busy = true; // stays so if the task fails: then the replica is given up
    if (request.outcome() != null && answered < request.number()) {
      request.outcome().value().applyTo(replica, round);
    }
    replica.setLearningRateScale(request.learningRateScale());
    WorkerReply reply =
        switch (request.operation()) {
          case TRAIN -> train(request, blocks);
          case TRAIN_ROUND -> trainRound(request, blocks);
          case SUM_GRADIENTS -> sumGradients(request, blocks);
          case END_EPOCH -> endEpoch();
          case COLLECT_ROWS, COLLECT_ALL_ROWS -> collectRows(request);
          case SCORE_VALIDATION ->
              done(
                  null,
                  null,
                  null,
                  ScoredBlocks.score(replica, blocks, training.threadsPerWorker()));
          case SAVE -> save(request.files());
          case RELEASE -> throw new IllegalArgumentException("A worker does not release itself.");
        };
    answered = request.number();
    busy = false;
    return reply;
  }

  private WorkerReply train(WorkerRequest request, Iterator<ExampleBlock> blocks) {
    WorkerReply.Progress progress = passOver(request, blocks, replica::train);
    if (!progress.epochDone()) {
      return done(progress, null, null, null);
    }
    replica.catchUpAll();
    RowUpdates[] rows = replica.state().takeTouched();
    return done(progress, rows, replica.dense(), null);
  }

  /** The touched rows wait here until they are sent. */
  private WorkerReply trainRound(WorkerRequest request, Iterator<ExampleBlock> blocks) {
    if (request.firstStep() == 0) {
      replica.state().forgetChanges();
    }
    WorkerReply.Progress progress = passOver(request, blocks, replica::train);
    if (progress.epochDone()) {
      replica.catchUpAll();
    }
    round.begin(replica.state());
    return done(progress, null, replica.dense(), null);
  }

  /** The rows to send in request {@code number}; none from a replica at another point. */
  Iterator<RowMessage> send(long number, int numMergers) {
    return isAt(number) ? round.messages(index, numMergers) : Collections.emptyIterator();
  }

  /** Keeps what request {@code number} brings, which the next one applies. */
  RowExchange.Receipt receive(long number, List<RowMessage> merged) {
    if (!isAt(number)) {
      return RowExchange.Receipt.ofLost();
    }
    RowExchange.Receipt receipt = round.receive(merged);
    answered = number;
    return receipt;
  }

  /** Whether the request before an exchange has been answered, and perhaps the exchange, too. */
  private boolean isAt(long number) {
    return !busy && (answered == number - 1 || answered == number);
  }

  private WorkerReply collectRows(WorkerRequest request) {
    return done(null, replica.state().changes(request.share()), new float[0], null);
  }

  private WorkerReply sumGradients(WorkerRequest request, Iterator<ExampleBlock> blocks) {
    List<GradientSums> step = new ArrayList<>(1);
    WorkerReply.Progress progress =
        passOver(
            request,
            blocks,
            (source, order, from, to) -> {
              step.add(replica.sumGradients(source, order, from, to));
              return step.get(0).loss();
            });
    GradientSums sums = step.isEmpty() ? GradientSums.none(replica.numTables()) : step.get(0);
    return done(progress, sums.rows(), sums.dense(), null);
  }

  /** All replicas are equal, so the first one's rows do for the driver. */
  private WorkerReply endEpoch() {
    replica.catchUpAll();
    RowUpdates[] rows = replica.state().takeTouched();
    return index == 0 ? done(null, rows, replica.dense(), null) : done(null, null, null, null);
  }

  /** A disk that is full must not cost the replica. */
  private WorkerReply save(ReplicaFiles files) {
    if (!ReplicaFiles.isWriter(index, training)) {
      return done(null, null, null, null);
    }
    try {
      return WorkerReply.ofSaved(index, files.write(index, replica));
    } catch (IOException e) {
      return WorkerReply.ofBadFile(index, e);
    }
  }

  private WorkerReply done(
      WorkerReply.Progress progress, RowUpdates[] rows, float[] dense, ScoredExamples scores) {
    return new WorkerReply(index, WorkerReply.Status.DONE, progress, rows, dense, scores);
  }

  /** What is done with the examples {@code order[from, to)} of a window; returns Σ w·loss. */
  private interface BatchWork {
    double run(ExampleBlock source, int[] order, int from, int to);
  }

  /**
   * Does the steps {@code [firstStep, firstStep + numSteps)} of the epoch, as far as there are. A
   * mini-batch never reaches over the end of a window.
   */
  private WorkerReply.Progress passOver(
      WorkerRequest request, Iterator<ExampleBlock> blocks, BatchWork work) {
    EpochOrder order =
        EpochOrder.draw(examples, training.batchSize(), training.seed(), request.epoch());
    List<Span> spans = spans(order, request.firstStep(), request.numSteps());
    Queue<List<ExampleBlock>> missing = new ArrayDeque<>(missing(order, spans, blocks));
    double loss = 0;
    double weight = 0;
    long done = 0;
    long steps = 0;
    long nanos = 0;
    for (Span span : spans) {
      if (!isAt(order, span)) {
        window =
            EpochWindow.shuffle(order.epoch(), span.window(), missing.remove(), training.seed());
      }
      long begin = System.nanoTime();
      loss += run(work, span);
      nanos += System.nanoTime() - begin;
      weight += weight(window, span.from(), span.to());
      done += span.to() - span.from();
      steps += stepsOf(span.to() - span.from());
    }
    boolean finished = request.firstStep() + (long) request.numSteps() >= stepsOf(order);
    return new WorkerReply.Progress(loss, weight, done, (int) steps, nanos * 1e-9, finished);
  }

  /** Goes over a span in stretches of whole mini-batches, as long as the task lives. */
  private double run(BatchWork work, Span span) {
    TaskContext task = TaskContext.get();
    int batchSize = training.batchSize();
    int stretch = Math.max(1, EXAMPLES_BETWEEN_LOOKS / batchSize) * batchSize;
    double loss = 0;
    for (int from = span.from(); from < span.to(); from += Math.min(stretch, span.to() - from)) {
      KilledTask.check(task);
      int to = from + Math.min(stretch, span.to() - from);
      loss += work.run(window.examples(), window.order(), from, to);
    }
    return loss;
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

  private long stepsOf(EpochOrder order) {
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
}
