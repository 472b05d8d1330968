package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.engine.cpu.Averaging.RowRule;
import io.sparkdeepfm.optim.Optimizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
  /** Rows of all workers that are averaged without a job: a tenth of a second's work. */
  private static final long MOST_ROWS_HERE = 1 << 18;

  private final WorkerPlaces places;
  private final Averaging averaging;
  private final Averaging averagingOfStates;
  private final int numWorkers;
  private final int numMergers;
  private final JavaRDD<RowHolders> holders; // null where every worker has every row
  private List<RowHolders> holdersHere; // all of them, once an exchange has been done here

  /**
   * @param held which rows the workers' examples have
   * @param places where the workers live
   */
  RowExchange(TrainingEngine.Job job, HeldRows held, WorkerPlaces places) {
    this.places = places;
    averaging =
        new Averaging(RowRule.of(job.config(), job.training()), job.config().embeddingDim() + 1);
    Optimizer optimizer = job.training().embeddings().forRows(job.config().embeddingDim() + 1);
    averagingOfStates =
        new Averaging(
            RowRule.ROW_WEIGHTS,
            optimizer.numStates() * optimizer.stateLength(job.config().embeddingDim() + 1));
    numWorkers = job.training().numWorkers();
    numMergers =
        Math.min(
            numWorkers * Math.min(4, job.training().threadsPerWorker()),
            RowMessage.numSegments(job.config().schema()));
    // A penalty moves rows in all replicas, whether their data have them or not.
    holders =
        RowRule.of(job.config(), job.training()).isOfMovements()
            ? RowHolders.of(
                held.workers(),
                job.config().schema().numTables(),
                numWorkers,
                new BySegment(numMergers))
            : null;
  }

  /** Gives the room back that the exchange takes in the executors. */
  void close() {
    if (holders != null) {
      holders.unpersist();
    }
  }

  /**
   * Runs the job, or does without one where all workers live in this JVM and have little to send:
   * then a job would take longer than the averaging.
   *
   * @param runId of the workers
   * @param number of the request that this is
   * @param steps of the round
   */
  List<Receipt> run(String runId, long number, int steps) {
    List<Worker> here =
        IntStream.range(0, numWorkers).mapToObj(w -> Workers.get(runId, w)).toList();
    boolean isSmall =
        here.stream().allMatch(Objects::nonNull)
            && here.stream().mapToLong(Worker::rowsToSend).sum() <= MOST_ROWS_HERE;
    return isSmall ? runHere(here, number, steps) : runAsJob(runId, number, steps);
  }

  private List<Receipt> runHere(List<Worker> workers, long number, int steps) {
    if (holders != null && holdersHere == null) {
      holdersHere = holders.collect();
    }
    List<RowMessage> sent = new ArrayList<>();
    workers.forEach(worker -> worker.send(number, 1).forEachRemaining(sent::add));
    sent.sort(Comparator.comparingLong(RowMessage::segment));
    List<List<RowMessage>> merged =
        Stream.generate(() -> (List<RowMessage>) new ArrayList<RowMessage>())
            .limit(numWorkers)
            .toList();
    new MergedRows(
            sent.iterator(),
            holders == null ? null : holdersHere.iterator(),
            averaging,
            steps,
            numWorkers)
        .forEachRemaining(message -> merged.get(message.worker()).add(message));
    return IntStream.range(0, numWorkers)
        .mapToObj(w -> workers.get(w).receive(number, merged.get(w)))
        .toList();
  }

  private List<Receipt> runAsJob(String runId, long number, int steps) {
    int mergers = numMergers;
    JavaRDD<ExampleBlock> blocks = places.blocks();
    JavaRDD<RowMessage> sent =
        blocks.mapPartitionsWithIndex(
            (worker, none) -> send(Workers.find(runId, worker), number, mergers), true);
    return blocks
        .zipPartitions(
            byWorker(merged(sent, averaging, steps)),
            (none, messages) -> {
              int worker = TaskContext.getPartitionId();
              return receive(Workers.find(runId, worker), number, messages);
            })
        .collect();
  }

  private JavaRDD<RowMessage> merged(JavaRDD<RowMessage> sent, Averaging rule, int steps) {
    int workers = numWorkers;
    JavaRDD<RowMessage> sorted =
        sent.mapToPair(message -> new Tuple2<>(message.segment(), message))
            .repartitionAndSortWithinPartitions(new BySegment(numMergers))
            .values();
    return holders == null
        ? sorted.mapPartitions(messages -> new MergedRows(messages, null, rule, steps, workers))
        : holders.zipPartitions(
            sorted, (held, messages) -> new MergedRows(messages, held, rule, steps, workers));
  }

  private JavaRDD<RowMessage> byWorker(JavaRDD<RowMessage> merged) {
    return merged
        .mapToPair(message -> new Tuple2<>(message.worker(), message))
        .partitionBy(new ByWorker(numWorkers))
        .values();
  }

  /**
   * The means of the optimizer's states of the rows that others have, for workers that take the
   * place of lost ones, by worker.
   *
   * @param number of the request that those that are there have answered
   */
  JavaRDD<RowMessage> rowStates(String runId, long number, Set<Integer> lost) {
    JavaRDD<RowMessage> sent =
        places
            .blocks()
            .mapPartitionsWithIndex(
                (worker, none) ->
                    lost.contains(worker)
                        ? Collections.emptyIterator()
                        : rowStates(Workers.find(runId, worker), number),
                true);
    return byWorker(
        merged(sent, averagingOfStates, 1)
            .filter(message -> !message.isGreeting() && lost.contains(message.worker())));
  }

  private static Iterator<RowMessage> rowStates(Worker worker, long number) {
    return worker == null ? Collections.emptyIterator() : worker.rowStates(number);
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
