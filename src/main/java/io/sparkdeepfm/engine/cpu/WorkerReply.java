package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.checkpoint.SavedFile;
import io.sparkdeepfm.metric.ScoredExamples;
import io.sparkdeepfm.model.DeepFMParameters;
import java.io.IOException;
import java.io.Serializable;

/**
 * What one worker answers.
 *
 * <p>Not a record: Kryo, which users may choose as Spark's serializer, cannot make records.
 */
final class WorkerReply implements Serializable {
  private final int worker;
  private final Status status;
  private final Progress progress;
  private final RowUpdates[] rows;
  private final float[] dense;
  private final ScoredExamples scores;
  private final SavedFile saved;
  private final String problem;

  /**
   * @param worker its index
   * @param status whether the request was done
   * @param progress of a training request, else null
   * @param rows per table, where asked for: touched rows, or gradient sums
   * @param dense likewise: the dense parameters, or their gradient sums
   * @param scores of a validation request, else null
   */
  WorkerReply(
      int worker,
      Status status,
      Progress progress,
      RowUpdates[] rows,
      float[] dense,
      ScoredExamples scores) {
    this(worker, status, progress, rows, dense, scores, null, null);
  }

  private WorkerReply(
      int worker,
      Status status,
      Progress progress,
      RowUpdates[] rows,
      float[] dense,
      ScoredExamples scores,
      SavedFile saved,
      String problem) {
    this.worker = worker;
    this.status = status;
    this.progress = progress;
    this.rows = rows;
    this.dense = dense;
    this.scores = scores;
    this.saved = saved;
    this.problem = problem;
  }

  /** Of a worker that has written its replica to a file. */
  static WorkerReply ofSaved(int worker, SavedFile file) {
    return new WorkerReply(worker, Status.DONE, null, null, null, null, file, null);
  }

  /** Of a worker that could not read or write its replica's file. */
  static WorkerReply ofBadFile(int worker, IOException problem) {
    return new WorkerReply(
        worker,
        Status.BAD_FILE,
        null,
        null,
        null,
        null,
        null,
        String.valueOf(problem.getMessage()));
  }

  public int worker() {
    return worker;
  }

  public Status status() {
    return status;
  }

  public Progress progress() {
    return progress;
  }

  public RowUpdates[] rows() {
    return rows;
  }

  public float[] dense() {
    return dense;
  }

  public ScoredExamples scores() {
    return scores;
  }

  /** The file that holds the worker's replica, if it has written one. */
  public SavedFile saved() {
    return saved;
  }

  /** What is wrong with the file of the worker's replica. */
  public String problem() {
    return problem;
  }

  enum Status {
    DONE,
    /** The executor has no replica at the right point: it is new, or a task failed half-way. */
    NO_REPLICA,
    /** The worker had done the request already. */
    SKIPPED,
    /** The file of the replica cannot be read or written. */
    BAD_FILE
  }

  /**
   * What the training request did.
   *
   * <p>Not a record: Kryo, which users may choose as Spark's serializer, cannot make records.
   */
  static final class Progress implements Serializable {
    private final double lossSum;
    private final double weightSum;
    private final long examples;
    private final int steps;
    private final double seconds;
    private final boolean epochDone;

    /**
     * @param lossSum Σ w·loss
     * @param weightSum Σ w
     * @param examples passed over
     * @param steps made
     * @param seconds in which steps were made
     * @param epochDone whether no example of the epoch is left
     */
    Progress(
        double lossSum,
        double weightSum,
        long examples,
        int steps,
        double seconds,
        boolean epochDone) {
      this.lossSum = lossSum;
      this.weightSum = weightSum;
      this.examples = examples;
      this.steps = steps;
      this.seconds = seconds;
      this.epochDone = epochDone;
    }

    public double lossSum() {
      return lossSum;
    }

    public double weightSum() {
      return weightSum;
    }

    public long examples() {
      return examples;
    }

    public int steps() {
      return steps;
    }

    public double seconds() {
      return seconds;
    }

    public boolean epochDone() {
      return epochDone;
    }
  }

  static WorkerReply withoutResult(int worker, Status status) {
    return new WorkerReply(worker, status, null, null, null, null);
  }

  boolean isLost() {
    return status == Status.NO_REPLICA;
  }

  /** Brings parameters up to date with the rows that this worker touched and its dense ones. */
  void writeTo(DeepFMParameters parameters) {
    for (int t = 0; t < rows.length; t++) {
      rows[t].writeTo(parameters.table(t));
    }
    System.arraycopy(dense, 0, parameters.dense(), 0, dense.length);
  }

  long bytes() {
    if (rows == null) {
      return dense == null ? 0 : (long) Float.BYTES * dense.length;
    }
    return RoundOutcome.bytesOf(rows, dense);
  }
}
