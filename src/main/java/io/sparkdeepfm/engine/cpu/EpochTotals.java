package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.engine.TrainingEngine.Session.EpochResult;
import java.util.List;

/** The sums of an epoch over its rounds. */
final class EpochTotals {
  private double loss;
  private double weight;
  private long examples;
  private double workerSeconds;
  private int rounds;
  private long bytes;
  private boolean done;

  /** Adds what the workers did in one request. */
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

  /** Adds the exchange that replies with parameters or gradients are; tells whether they are. */
  boolean addExchange(List<WorkerReply> replies) {
    long received = replies.stream().mapToLong(WorkerReply::bytes).sum();
    if (received > 0) {
      rounds++;
      bytes += received;
    }
    return received > 0;
  }

  long examples() {
    return examples;
  }

  /** Whether no worker has an example of the epoch left. */
  boolean areDone() {
    return done;
  }

  /**
   * @param bytesSent to the workers
   */
  EpochResult result(long bytesSent) {
    return new EpochResult(loss, weight, examples, rounds, workerSeconds, bytes + bytesSent);
  }
}
