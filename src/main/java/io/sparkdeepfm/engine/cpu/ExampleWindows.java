package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.WorkerExamples;
import io.sparkdeepfm.engine.EpochOrder;
import io.sparkdeepfm.engine.EpochWindow;
import io.sparkdeepfm.engine.KilledTask;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.cpu.WorkerReply.Progress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;

/** A worker's way through its examples, window by window in the order of the epoch. */
final class ExampleWindows {
  /** Examples after which a worker looks whether its task was killed: seconds for large models. */
  private static final int EXAMPLES_BETWEEN_LOOKS = 1 << 14;

  private final WorkerExamples examples;
  private final TrainingConfig training;
  private final UnaryOperator<ExampleBlock> reading;
  private final StoredBlocks stored = new StoredBlocks(localDirectory());
  private EpochWindow window;
  private EpochWindow ahead; // the next one, if it was asked for already

  /**
   * @param examples what the worker has to train on
   * @param reading of a block as it is stored, for the replica
   */
  ExampleWindows(
      WorkerExamples examples, TrainingConfig training, UnaryOperator<ExampleBlock> reading) {
    this.examples = examples;
    this.training = training;
    this.reading = reading;
  }

  /** Gives the room on the disk back. */
  void close() {
    stored.close();
  }

  /** One of the directories that Spark spills to. */
  private static Path localDirectory() {
    return SparkEnv.get() == null
        ? Path.of(System.getProperty("java.io.tmpdir"))
        : SparkEnv.get().blockManager().diskBlockManager().localDirs()[0].toPath();
  }

  /** What is done with the examples {@code order[from, to)} of a window; returns Σ w·loss. */
  interface BatchWork {
    double run(ExampleBlock source, int[] order, int from, int to);

    /** As {@link Replica#expect}. */
    default void expect(Supplier<EpochWindow> next) {}
  }

  /**
   * Does the steps {@code [firstStep, firstStep + numSteps)} of the epoch, as far as there are. A
   * mini-batch never reaches over the end of a window.
   */
  Progress passOver(WorkerRequest request, Iterator<ExampleBlock> blocks, BatchWork work) {
    EpochOrder order =
        EpochOrder.draw(examples, training.batchSize(), training.seed(), request.epoch());
    List<Span> spans = spans(order, request.firstStep(), request.numSteps());
    Queue<List<ExampleBlock>> missing = new ArrayDeque<>(missing(order, spans, blocks));
    double loss = 0;
    double weight = 0;
    long done = 0;
    long steps = 0;
    long nanos = 0;
    for (int s = 0; s < spans.size(); s++) {
      Span span = spans.get(s);
      if (!isAt(order, span)) {
        window = made(order, span, missing);
        ahead = null;
      }
      Span next = s + 1 < spans.size() ? spans.get(s + 1) : null;
      long begin = System.nanoTime();
      loss += run(work, span, next == null ? null : () -> made(order, next, missing));
      nanos += System.nanoTime() - begin;
      weight += weight(window, span.from(), span.to());
      done += span.to() - span.from();
      steps += stepsOf(span.to() - span.from());
    }
    boolean finished = request.firstStep() + (long) request.numSteps() >= stepsOf(order);
    return new Progress(loss, weight, done, (int) steps, nanos * 1e-9, finished);
  }

  /** The window behind this one, of the next blocks that are missing. */
  private EpochWindow made(EpochOrder order, Span span, Queue<List<ExampleBlock>> missing) {
    if (ahead == null) {
      List<ExampleBlock> read = missing.remove().stream().map(reading).toList();
      ahead = EpochWindow.shuffle(order.epoch(), span.window(), read, training.seed());
    }
    return ahead;
  }

  /**
   * Goes over a span in stretches of whole mini-batches, as long as the task lives.
   *
   * @param next the window behind it, or null
   */
  private double run(BatchWork work, Span span, Supplier<EpochWindow> next) {
    TaskContext task = TaskContext.get();
    int batchSize = training.batchSize();
    int stretch = Math.max(1, EXAMPLES_BETWEEN_LOOKS / batchSize) * batchSize;
    double loss = 0;
    for (int from = span.from(); from < span.to(); from += Math.min(stretch, span.to() - from)) {
      KilledTask.check(task);
      int to = from + Math.min(stretch, span.to() - from);
      if (to == span.to() && next != null) {
        work.expect(next);
      }
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

  private long stepsOf(int count) {
    return (count + training.batchSize() - 1L) / training.batchSize();
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
    return stored.windows(
        order, spans.get(atHand).window(), spans.get(spans.size() - 1).window(), blocks);
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
