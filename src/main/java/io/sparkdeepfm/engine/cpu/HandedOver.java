package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.engine.cpu.WorkerCalls.Work;
import io.sparkdeepfm.engine.cpu.WorkerRequest.Operation;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * The optimizer state with which workers go on in the place of lost ones: of the dense parameters
 * that of the first worker that is still there, of a row the mean of those that have moved it. It
 * goes from executor to executor, but for that of the dense parameters.
 *
 * @param dense null where new workers begin afresh
 * @param rows by worker, likewise
 * @param bytes that the driver sends
 */
record HandedOver(Broadcast<States> dense, JavaRDD<RowMessage> rows, long bytes)
    implements AutoCloseable {
  static final HandedOver NOTHING = new HandedOver(null, null, 0);

  /** What a replica goes on with, besides the states of its rows. */
  static final class States implements Serializable {
    private static final long serialVersionUID = 1L;

    private final float[] dense;
    private final long steps;

    States(float[] dense, long steps) {
      this.dense = dense;
      this.steps = steps;
    }

    /** The optimizer's states of the dense parameters. */
    float[] dense() {
      return dense;
    }

    /**
     * Steps that all the states are old: not all of the training's if all replicas have begun
     * afresh in it.
     */
    long steps() {
      return steps;
    }
  }

  /**
   * What lost workers' successors get; nothing if nobody is left.
   *
   * @param replies to the last request, which say who is there
   * @param steps that states are old where the successors go on
   * @param exchange between the workers; null where they hand nothing over
   */
  static HandedOver to(
      Set<Integer> lost,
      List<WorkerReply> replies,
      WorkerCalls calls,
      long steps,
      RowExchange exchange,
      JavaSparkContext context) {
    float[] dense = exchange == null ? null : denseStates(replies, calls);
    return dense == null
        ? NOTHING
        : new HandedOver(
            context.broadcast(new States(dense, steps)),
            calls.rowStates(exchange, lost),
            (long) Float.BYTES * dense.length * lost.size());
  }

  private static float[] denseStates(List<WorkerReply> replies, WorkerCalls calls) {
    TreeSet<Integer> present =
        replies.stream()
            .filter(reply -> !reply.isLost())
            .map(WorkerReply::worker)
            .collect(Collectors.toCollection(TreeSet::new));
    while (!present.isEmpty()) {
      int first = present.first();
      List<WorkerReply> answers =
          calls.askSome(new Work(Operation.COLLECT_DENSE_STATES, 0, first, 0), Set.copyOf(present));
      if (!answers.get(first).isLost()) {
        return answers.get(first).dense();
      }
      answers.stream().filter(WorkerReply::isLost).forEach(lost -> present.remove(lost.worker()));
    }
    return null;
  }

  @Override
  public void close() {
    if (dense != null) {
      dense.destroy();
    }
  }
}
