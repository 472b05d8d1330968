package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.engine.cpu.Averaging.RowRule;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.Partitioner;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Averages the workers' rows through Spark's shuffle, a job of three stages: each worker sends its
 * rows by segment; merge tasks average the rows of a segment; each worker receives those that its
 * examples have. A row that one worker alone has stays there as that worker has moved it. Nothing
 * but counts comes to the driver. Each job begins at the example blocks, so no lineage grows.
 *
 * <p>Every task may be repeated: sending reads what the worker keeps until the average is applied,
 * merging depends on what was sent alone, and receiving replaces what was received before. What
 * workers have received is applied by the next request, after the driver has seen that all have
 * received the same.
 */
final class RowExchange {
  private final JavaRDD<ExampleBlock> blocks;
  private final Averaging averaging;
  private final int numWorkers;
  private final int numMergers;
  private final JavaRDD<RowHolders> holders; // null where every worker has every row

  RowExchange(TrainingEngine.Job job) {
    blocks = job.blocks();
    averaging =
        new Averaging(RowRule.of(job.config(), job.training()), job.config().embeddingDim() + 1);
    numWorkers = job.training().numWorkers();
    numMergers = numWorkers * Math.min(4, job.training().threadsPerWorker());
    // A penalty moves rows in all replicas, whether their data have them or not.
    holders =
        RowRule.of(job.config(), job.training()).isOfMovements()
            ? RowHolders.of(blocks, job.config().schema(), numWorkers, new BySegment(numMergers))
            : null;
  }

  /** Gives the room back that the exchange takes in the executors. */
  void close() {
    if (holders != null) {
      holders.unpersist();
    }
  }

  /**
   * What a worker has received.
   *
   * <p>Not a record: Kryo, which users may choose as Spark's serializer, cannot make records.
   */
  static final class Receipt implements Serializable {
    private final int worker;
    private final boolean present;
    private final long[] senders;
    private final long rows;
    private final long bytes;

    private Receipt(int worker, boolean present, long[] senders, long rows, long bytes) {
      this.worker = worker;
      this.present = present;
      this.senders = senders;
      this.rows = rows;
      this.bytes = bytes;
    }

    static Receipt ofLost() {
      return new Receipt(-1, false, new long[0], 0, 0);
    }

    /** Of a worker that is there, but whose rows are of other workers here and there. */
    private static Receipt ofMixed(int worker) {
      return new Receipt(worker, true, new long[0], 0, 0); // agrees with nobody
    }

    /**
     * Of merged rows, in any order, and a greeting of each merge task.
     *
     * @param ownRows that the worker has changed
     * @param bytesSent of those that it has sent
     */
    static Receipt of(List<RowMessage> merged, long ownRows, long bytesSent) {
      long rows = ownRows;
      long bytes = bytesSent;
      BitSet senders = merged.get(0).senders();
      for (RowMessage message : merged) {
        if (!message.senders().equals(senders)) {
          return ofMixed(message.worker()); // merged again, when a worker was lost
        }
        rows += message.rows().rows().length;
        bytes += message.bytes();
      }
      return new Receipt(merged.get(0).worker(), true, senders.toLongArray(), rows, bytes);
    }

    /** Whether all have received averages of the same workers' rows, their own among them. */
    static boolean agree(List<Receipt> receipts) {
      return receipts.stream()
          .allMatch(
              receipt ->
                  Arrays.equals(receipt.senders, receipts.get(0).senders)
                      && BitSet.valueOf(receipt.senders).get(receipt.worker));
    }

    /** Whether the worker was there. */
    boolean isPresent() {
      return present;
    }

    /** Rows that change in the worker's replica, at most. */
    long rows() {
      return rows;
    }

    /** Sent and received. */
    long bytes() {
      return bytes;
    }
  }

  /**
   * Runs the job.
   *
   * @param runId of the workers
   * @param number of the request that this is
   * @param steps of the round
   */
  List<Receipt> run(String runId, long number, int steps) {
    Averaging own = averaging;
    int workers = numWorkers;
    int mergers = numMergers;
    JavaRDD<RowMessage> sent =
        blocks
            .mapPartitionsWithIndex(
                (worker, none) -> send(Workers.find(runId, worker), number, mergers), true)
            .mapToPair(message -> new Tuple2<>(message.segment(), message))
            .repartitionAndSortWithinPartitions(new BySegment(numMergers))
            .values();
    JavaRDD<RowMessage> average =
        holders == null
            ? sent.mapPartitions(messages -> new MergedRows(messages, null, own, steps, workers))
            : holders.zipPartitions(
                sent, (held, messages) -> new MergedRows(messages, held, own, steps, workers));
    JavaRDD<RowMessage> merged =
        average
            .mapToPair(message -> new Tuple2<>(message.worker(), message))
            .partitionBy(new ByWorker(numWorkers))
            .values();
    return blocks
        .zipPartitions(
            merged,
            (none, messages) -> {
              int worker = TaskContext.getPartitionId();
              return receive(Workers.find(runId, worker), number, messages);
            })
        .collect();
  }

  private static Iterator<RowMessage> send(Worker worker, long number, int numMergers) {
    return worker == null ? Collections.emptyIterator() : worker.send(number, numMergers);
  }

  private static Iterator<Receipt> receive(
      Worker worker, long number, Iterator<RowMessage> messages) {
    List<RowMessage> merged = new ArrayList<>();
    messages.forEachRemaining(merged::add);
    Receipt receipt = worker == null ? Receipt.ofLost() : worker.receive(number, merged);
    return Collections.singleton(receipt).iterator();
  }

  private abstract static class Partitions extends Partitioner {
    private final int numPartitions;

    Partitions(int numPartitions) {
      this.numPartitions = numPartitions;
    }

    @Override
    public int numPartitions() {
      return numPartitions;
    }
  }

  /** Segments in turn to the merge tasks: neighbours are about equally full. */
  private static final class BySegment extends Partitions {
    BySegment(int numPartitions) {
      super(numPartitions);
    }

    @Override
    public int getPartition(Object key) {
      long segment = (Long) key;
      return segment < 0
          ? (int) (RowMessage.GREETING - segment)
          : (int) ((segment + (segment >>> Integer.SIZE)) % numPartitions());
    }
  }

  /** Each worker's merged rows to its own partition. */
  private static final class ByWorker extends Partitions {
    ByWorker(int numPartitions) {
      super(numPartitions);
    }

    @Override
    public int getPartition(Object key) {
      return (Integer) key;
    }
  }
}
