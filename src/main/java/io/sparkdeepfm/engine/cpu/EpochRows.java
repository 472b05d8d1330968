package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.engine.cpu.WorkerCalls.Work;
import io.sparkdeepfm.engine.cpu.WorkerRequest.Operation;
import io.sparkdeepfm.model.DeepFMParameters;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The rows that averages change in an epoch: exchanged between the workers in each round, and
 * collected by the driver at its end, or when it needs them for a new worker.
 */
final class EpochRows {
  private final WorkerCalls calls;
  private final DeepFMParameters parameters;
  private final RowExchange exchange;
  private final long mostBytesAtOnce;
  private long bytes; // of all changed rows, at most
  private boolean anyLost; // in this epoch: the homes of some rows

  /**
   * @param exchange which averages the workers' rows
   * @param parameters the driver's, which {@link #collect} brings up to date
   */
  EpochRows(
      WorkerCalls calls,
      RowExchange exchange,
      TrainingEngine.Job job,
      DeepFMParameters parameters) {
    this.calls = calls;
    this.exchange = exchange;
    this.parameters = parameters;
    mostBytesAtOnce =
        RequestJob.mostResultBytes(JavaSparkContext.fromSparkContext(job.blocks().context()));
  }

  /**
   * An epoch begins.
   *
   * @param inTheMiddle whether rows of it have changed already
   */
  void begin(boolean inTheMiddle) {
    bytes = inTheMiddle ? bytesOfAll() : 0;
    anyLost = false;
  }

  /**
   * Has the workers average their rows; what they get is applied by the next request, which brings
   * a {@link RoundOutcome.AveragedParameters}.
   *
   * @param steps of the round
   * @return of the workers that are still there; empty if they could not come to one average
   */
  List<Receipt> average(int steps) {
    List<Receipt> receipts = calls.exchange(exchange, steps);
    long rows = receipts.stream().mapToLong(Receipt::rows).sum();
    bytes = Math.min(bytesOfAll(), bytes + rows * bytesOfRow());
    return receipts;
  }

  /**
   * Brings the driver's parameters up to date, a part of the rows at a time.
   *
   * @param replies to the last request, which say who is there
   * @return bytes received; −1 if no worker is left
   */
  long collect(List<WorkerReply> replies) {
    Set<Integer> present =
        replies.stream()
            .filter(reply -> !reply.isLost())
            .map(WorkerReply::worker)
            .collect(Collectors.toCollection(TreeSet::new));
    anyLost |= present.size() < replies.size();
    while (!present.isEmpty()) {
      long received = 0;
      boolean whole = true;
      long copies = anyLost ? present.size() : 1; // then each sends its own copy of every row
      int parts = (int) (1 + copies * bytes / mostBytesAtOnce);
      for (int part = 0; part < parts && whole; part++) {
        Operation operation = anyLost ? Operation.COLLECT_ALL_ROWS : Operation.COLLECT_ROWS;
        Work work = new Work(operation, 0, part, parts);
        for (WorkerReply reply : calls.askSome(work, Set.copyOf(present))) {
          if (reply.isLost()) {
            whole &= !present.remove(reply.worker());
            anyLost = true;
          } else if (reply.rows() != null) {
            received += reply.bytes();
            reply.writeTo(parameters);
          }
        }
      }
      if (whole) {
        return received;
      }
    }
    return -1;
  }

  /** Gives the room back that exchanges take in the executors. */
  void close() {
    exchange.close();
  }

  private long bytesOfRow() {
    return Float.BYTES * (parameters.table(0).rowLength() + 1L);
  }

  private long bytesOfAll() {
    return bytesOfRow()
        * parameters.tables().stream().mapToLong(table -> table.numEmbeddings()).sum();
  }
}
