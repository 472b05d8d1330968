package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.WorkerExamples;
import io.sparkdeepfm.engine.EpochWindow;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.cpu.ExampleWindows.BatchWork;
import io.sparkdeepfm.metric.ScoredExamples;
import io.sparkdeepfm.model.DeepFMParameters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/** A replica in an executor, with the point that it has reached in the driver's requests. */
final class Worker {
  /** Rows whose optimizer state is looked through at once. */
  private static final int STRETCH = RowMessage.SEGMENT_ROWS;

  private final Replica replica;
  private final TrainingConfig training;
  private final int index;
  private final WorkerRows rows;
  private final FieldSchema stored; // the shape of the examples as they are stored
  private final ExampleWindows windows;
  private final RoundRows round;
  private long answered;
  private boolean busy;

  /**
   * @param examples what the worker has to train on
   * @param rows that the replica holds
   * @param stored fields of the examples as they are stored
   * @param answered number of the request that the replica's parameters come after
   */
  Worker(
      Replica replica,
      TrainingConfig training,
      int index,
      WorkerExamples examples,
      WorkerRows rows,
      FieldSchema stored,
      long answered) {
    this.replica = replica;
    this.training = training;
    this.index = index;
    this.rows = rows;
    this.stored = stored;
    windows = new ExampleWindows(examples, training, block -> rows.toSlots(block, stored));
    round = new RoundRows(rows);
    this.answered = answered;
  }

  /** Frees what the worker holds outside of the heap; it is not asked again. */
  void close() {
    replica.close();
    windows.close();
  }

  DeepFMParameters parameters() {
    return replica.parameters();
  }

  /** Whether request {@code number} may be done here: the one before was, and nothing half-way. */
  boolean isReadyFor(WorkerRequest request) {
    boolean repeatable =
        switch (request.operation()) {
          case SCORE_VALIDATION, SAVE, COLLECT_ROWS, COLLECT_ALL_ROWS, COLLECT_DENSE_STATES -> true;
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
          case COLLECT_DENSE_STATES -> {
            boolean asked = index == request.firstStep();
            yield done(null, null, asked ? replica.state().denseStates() : null, null);
          }
          case SCORE_VALIDATION ->
              done(
                  null,
                  null,
                  null,
                  ScoredBlocks.score(
                      replica,
                      blocks,
                      block -> rows.toSlots(block, stored),
                      training.threadsPerWorker()));
          case SAVE -> save(request.files());
          case RELEASE -> throw new IllegalArgumentException("A worker does not release itself.");
        };
    answered = request.number();
    busy = false;
    return reply;
  }

  private BatchWork steps() {
    return new BatchWork() {
      @Override
      public double run(ExampleBlock source, int[] order, int from, int to) {
        return replica.train(source, order, from, to);
      }

      @Override
      public void expect(Supplier<EpochWindow> next) {
        replica.expect(next);
      }
    };
  }

  private WorkerReply train(WorkerRequest request, Iterator<ExampleBlock> blocks) {
    WorkerReply.Progress progress = windows.passOver(request, blocks, steps());
    if (!progress.epochDone()) {
      return done(progress, null, null, null);
    }
    replica.catchUpAll();
    RowUpdates[] touched = rows.toRows(replica.state().takeTouched());
    return done(progress, touched, replica.dense(), null);
  }

  /** The touched rows wait here until they are sent. */
  private WorkerReply trainRound(WorkerRequest request, Iterator<ExampleBlock> blocks) {
    if (request.firstStep() == 0) {
      replica.state().forgetChanges();
    }
    WorkerReply.Progress progress = windows.passOver(request, blocks, steps());
    if (progress.epochDone()) {
      replica.catchUpAll();
    }
    round.begin(replica.state());
    return done(progress, null, replica.dense(), null);
  }

  /** Number of rows that the worker has to send, if it is at the end of a round. */
  long rowsToSend() {
    return round.rowsToSend();
  }

  /** The rows to send in request {@code number}; none from a replica at another point. */
  Iterator<RowMessage> send(long number, int numMergers) {
    return isAt(number) ? round.messages(index, numMergers) : Collections.emptyIterator();
  }

  /** Keeps what request {@code number} brings, which the next one applies. */
  Receipt receive(long number, List<RowMessage> merged) {
    if (!isAt(number)) {
      return Receipt.ofLost();
    }
    Receipt receipt = round.receive(merged);
    answered = number;
    return receipt;
  }

  /**
   * The optimizer's states of the rows that have any, a segment at a time, after request {@code
   * number}; none from a replica at another point.
   */
  Iterator<RowMessage> rowStates(long number) {
    if (!isAt(number)) {
      return Collections.emptyIterator();
    }
    // One stretch at a time: a stream's iterator makes all that one element of its source becomes.
    List<int[]> stretches = new ArrayList<>();
    for (int table = 0; table < replica.numTables(); table++) {
      for (int from = 0; from < numRows(table); from += STRETCH) {
        stretches.add(new int[] {table, from});
      }
    }
    return stretches.stream()
        .flatMap(stretch -> rowStates(stretch[0], stretch[1]).stream())
        .iterator();
  }

  private int numRows(int table) {
    return rows.numSlots(table, stored);
  }

  private List<RowMessage> rowStates(int table, int from) {
    int to = Math.min(numRows(table), from + STRETCH);
    RowUpdates states = rows.toRows(table, replica.state().rowStates(table, from, to));
    List<RowMessage> messages = new ArrayList<>();
    for (int begin = 0; begin < states.rows().length; ) {
      int end = RowMessage.endOfSegment(states.rows(), begin);
      long segment = RowMessage.segment(table, states.rows()[begin]);
      messages.add(new RowMessage(segment, index, states.slice(begin, end), false));
      begin = end;
    }
    return messages;
  }

  /**
   * Goes on in place of a lost worker with the optimizer state of the others.
   *
   * @param states theirs of the dense parameters
   * @param rowStates the means of those that have the rows
   */
  void goOnAfter(HandedOver.States states, Iterator<RowMessage> rowStates) {
    replica.goOnAfter(states.steps());
    replica.state().setDenseStates(states.dense());
    while (rowStates.hasNext()) {
      RowMessage message = rowStates.next();
      replica.state().setRowStates(message.table(), rows.toSlots(message.table(), message.rows()));
    }
  }

  /** Whether the request before an exchange has been answered, and perhaps the exchange, too. */
  private boolean isAt(long number) {
    return !busy && (answered == number - 1 || answered == number);
  }

  private WorkerReply collectRows(WorkerRequest request) {
    return done(null, rows.toRows(replica.state().changes(request.share())), new float[0], null);
  }

  private WorkerReply sumGradients(WorkerRequest request, Iterator<ExampleBlock> blocks) {
    List<GradientSums> step = new ArrayList<>(1);
    WorkerReply.Progress progress =
        windows.passOver(
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
    RowUpdates[] touched = replica.state().takeTouched();
    return index == 0 ? done(null, touched, replica.dense(), null) : done(null, null, null, null);
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
      WorkerReply.Progress progress, RowUpdates[] updates, float[] dense, ScoredExamples scores) {
    return new WorkerReply(index, WorkerReply.Status.DONE, progress, updates, dense, scores);
  }
}
