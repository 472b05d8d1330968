package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.SplitMix64;
import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.engine.cpu.Averaging.RowRule;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.Partitioner;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Averages the workers' rows through Spark's shuffle, a job of three stages: each worker sends its
 * rows by segment; merge tasks average the rows of a segment; each worker receives them. Nothing
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

  RowExchange(TrainingEngine.Job job) {
    blocks = job.blocks();
    averaging =
        new Averaging(RowRule.of(job.config(), job.training()), job.config().embeddingDim() + 1);
    numWorkers = job.training().numWorkers();
    numMergers = numWorkers * Math.min(4, job.training().threadsPerWorker());
  }

  /**
   * What a worker has received.
   *
   * <p>Not a record: Kryo, which users may choose as Spark's serializer, cannot make records.
   */
  static final class Receipt implements Serializable {
    private final boolean present;
    private final boolean complete;
    private final long rows;
    private final long digest;
    private final long bytes;

    private Receipt(boolean present, boolean complete, long rows, long digest, long bytes) {
      this.present = present;
      this.complete = complete;
      this.rows = rows;
      this.digest = digest;
      this.bytes = bytes;
    }

    static Receipt ofLost() {
      return new Receipt(false, false, 0, 0, 0);
    }

    /**
     * Of merged rows, in any order.
     *
     * @param complete whether all rows that the worker has sent are among them
     */
    static Receipt of(List<RowMessage> merged, boolean complete, long bytesSent) {
      long rows = 0;
      long digest = 0;
      long bytes = bytesSent;
      for (RowMessage message : merged) {
        rows += message.rows().rows().length;
        digest += SplitMix64.combine(message.segment(), message.crc());
        bytes += message.bytes();
      }
      return new Receipt(true, complete, rows, digest, bytes);
    }

    /** Whether all have received the same, and all that they have sent. */
    static boolean agree(List<Receipt> receipts) {
      return receipts.stream().mapToLong(receipt -> receipt.digest).distinct().count() == 1
          && receipts.stream().allMatch(receipt -> receipt.complete);
    }

    /** Whether the worker was there. */
    boolean isPresent() {
      return present;
    }

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
    JavaRDD<RowMessage> merged =
        blocks
            .mapPartitionsWithIndex(
                (worker, none) -> send(Workers.find(runId, worker), number), true)
            .mapToPair(message -> new Tuple2<>(message.segment(), message))
            .repartitionAndSortWithinPartitions(new BySegment(numMergers))
            .values()
            .mapPartitions(messages -> new Merged(messages, own, steps, workers))
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

  private static Iterator<RowMessage> send(Worker worker, long number) {
    return worker == null ? Collections.emptyIterator() : worker.send(number);
  }

  private static Iterator<Receipt> receive(
      Worker worker, long number, Iterator<RowMessage> messages) {
    List<RowMessage> merged = new ArrayList<>();
    messages.forEachRemaining(merged::add);
    Receipt receipt = worker == null ? Receipt.ofLost() : worker.receive(number, merged);
    return Collections.singleton(receipt).iterator();
  }

  /** Segments in turn to the merge tasks: neighbours are about equally full. */
  private static final class BySegment extends Partitioner {
    private final int numPartitions;

    BySegment(int numPartitions) {
      this.numPartitions = numPartitions;
    }

    @Override
    public int numPartitions() {
      return numPartitions;
    }

    @Override
    public int getPartition(Object key) {
      long segment = (Long) key;
      return (int) Math.floorMod(segment + (segment >>> Integer.SIZE), (long) numPartitions);
    }
  }

  /** Each worker's merged rows to its own partition. */
  private static final class ByWorker extends Partitioner {
    private final int numPartitions;

    ByWorker(int numPartitions) {
      this.numPartitions = numPartitions;
    }

    @Override
    public int numPartitions() {
      return numPartitions;
    }

    @Override
    public int getPartition(Object key) {
      return (Integer) key;
    }
  }

  /** The merged segments of one merge task, each for every worker; holds one segment at a time. */
  private static final class Merged implements Iterator<RowMessage> {
    private final Iterator<RowMessage> messages;
    private final Averaging averaging;
    private final int steps;
    private final int numWorkers;
    private RowMessage next; // first of the segment after the current one
    private RowUpdates current;
    private long segment;
    private int worker;

    Merged(Iterator<RowMessage> messages, Averaging averaging, int steps, int numWorkers) {
      this.messages = messages;
      this.averaging = averaging;
      this.steps = steps;
      this.numWorkers = numWorkers;
      worker = numWorkers;
      next = messages.hasNext() ? messages.next() : null;
    }

    @Override
    public boolean hasNext() {
      return worker < numWorkers || next != null;
    }

    @Override
    public RowMessage next() {
      if (worker == numWorkers) {
        merge();
        worker = 0;
      }
      return new RowMessage(segment, worker++, current);
    }

    private void merge() {
      segment = next.segment();
      List<RowMessage> parts = new ArrayList<>();
      while (next != null && next.segment() == segment) {
        parts.add(next);
        next = messages.hasNext() ? messages.next() : null;
      }
      parts.sort(Comparator.comparingInt(RowMessage::worker));
      current =
          averaging.merge(parts.stream().map(RowMessage::rows).toList(), steps).withoutWeights();
    }
  }
}
