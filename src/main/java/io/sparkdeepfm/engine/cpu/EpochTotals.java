package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.engine.EpochPart;
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

  /**
   * @param begun what was done of the epoch before
   */
  EpochTotals(EpochPart begun) {
    EpochResult sums = begun.sums();
    loss = sums.lossSum();
    weight = sums.weightSum();
    examples = sums.examples();
    rounds = sums.rounds();
    workerSeconds = sums.workerSeconds();
    bytes = sums.bytesExchanged();
    done = begun.done();
  }

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

  /**
   * Adds an averaging round.
   *
   * @param received what the workers sent each other, and what the driver received
   */
  void addRound(long received) {
    rounds++;
    bytes += received;
  }

  /** Adds what went to the workers. */
  void addSent(long bytesSent) {
    bytes += bytesSent;
  }

  /** Whether no worker has an example of the epoch left. */
  boolean areDone() {
    return done;
  }

  /** All that was done so far, with the step that comes next. */
  EpochPart part(int nextStep) {
    return new EpochPart(nextStep, done, result());
  }

  EpochResult result() {
    return new EpochResult(loss, weight, examples, rounds, workerSeconds, bytes);
  }
}
