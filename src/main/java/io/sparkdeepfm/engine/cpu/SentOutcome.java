package io.sparkdeepfm.engine.cpu;

import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** The outcome of a round on its way to the workers, which goes with the next request. */
final class SentOutcome {
  private final JavaSparkContext context;
  private RoundOutcome next; // null if there is none
  private Broadcast<RoundOutcome> sent; // of the request under way; null if none goes with it

  SentOutcome(JavaSparkContext context) {
    this.context = context;
  }

  /** Sets what goes with the next request; null for nothing. */
  void set(RoundOutcome outcome) {
    next = outcome;
  }

  /** Has it go with the request that begins. */
  void send() {
    if (next != null) {
      sent = context.broadcast(next);
      next = null;
    }
  }

  Broadcast<RoundOutcome> sent() {
    return sent;
  }

  /** The request is over. */
  void destroy() {
    if (sent != null) {
      sent.destroy();
      sent = null;
    }
  }
}
